import { type RefObject, type SyntheticEvent, useEffect, useRef, useState } from "react";

/** What a `details` element needs so that its content is made when it is opened for the first time. */
export type Opened = {
  readonly opened: boolean;
  readonly details: {
    readonly ref: RefObject<HTMLDetailsElement | null>;
    readonly onToggle: (event: SyntheticEvent<HTMLDetailsElement>) => void;
    /** Opened before the page came alive it differs from what was sent. */
    readonly suppressHydrationWarning: true;
  };
};

/** Whether a fold was ever open. One that was opened before the page came alive is seen as well. */
export function useOpened(initially = false): Opened {
  const [opened, setOpened] = useState(initially);
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (ref.current?.open) setOpened(true);
  }, []);
  return {
    opened,
    details: {
      ref,
      onToggle: ({ currentTarget }) => setOpened((before) => before || currentTarget.open),
      suppressHydrationWarning: true,
    },
  };
}
