"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** Put once around the app. */
export const TooltipProvider = Radix.Provider;

/** A word more about the one child, by pointer or focus. Nothing that is needed may live only here: touch has no hover. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root delayDuration={300}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-appear rounded-2 bg-ink px-2.5 py-1.5 text-12 text-paper shadow-pop"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
