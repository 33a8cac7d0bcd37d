import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/client/class-names";

type ChipProps = ComponentProps<"span"> & {
  icon?: ReactNode;
  /** An address or port rather than a name. */
  mono?: boolean;
  /** Something that is there but not chosen: implied, switched off. */
  faint?: boolean;
  /** Too long for one line: it goes on in the next one rather than be cut. */
  wraps?: boolean;
};

/** A named thing inside a row: a network, a service, a role. Neutral; colour is kept for state. */
export function Chip({
  icon,
  mono = false,
  faint = false,
  wraps = false,
  className,
  children,
  ...rest
}: ChipProps) {
  return (
    <span
      className={cn(
        "inline-flex max-w-full items-center gap-1 rounded-2 border border-line-strong bg-raised px-2 text-13 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-ink-3",
        wraps ? "min-h-6" : "h-6",
        mono && "font-mono text-12",
        faint && "border-line border-dashed bg-transparent text-ink-3",
        className,
      )}
      {...rest}
    >
      {icon}
      <span className={wraps ? "min-w-0" : "truncate"}>{children}</span>
    </span>
  );
}
