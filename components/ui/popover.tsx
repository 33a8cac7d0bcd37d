"use client";

import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;

/** Needs an `aria-label`: what the little window holds. */
export function PopoverContent({
  className,
  ...rest
}: ComponentProps<typeof Radix.Content> & { "aria-label": string }) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        align="start"
        className={cn(
          "z-50 max-h-(--radix-popover-content-available-height) max-w-[min(24rem,calc(100vw-1.5rem))] animate-slide-up overflow-y-auto rounded-3 border border-line-strong bg-raised p-3 text-13 shadow-pop",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}
