"use client";

import { Switch as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/client/class-names";

type SwitchProps = ComponentProps<typeof Radix.Root> & {
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
};

/** On or off, in effect at once in what is being edited. The knob's place says it, not only its colour. */
export function Switch({ label, hint, hideLabel = false, className, ...rest }: SwitchProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-3", className)}>
      <Radix.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-px flex h-5 w-9 shrink-0 items-center rounded-full border border-line-control bg-sunken px-0.5 transition-colors duration-100 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent touch:h-6 touch:w-11"
        {...rest}
      >
        <Radix.Thumb className="size-3.5 rounded-full bg-ink-3 transition-transform duration-100 data-[state=checked]:translate-x-4 data-[state=checked]:bg-accent-on touch:size-4.5 touch:data-[state=checked]:translate-x-5" />
      </Radix.Root>
      <div className={cn("min-w-0", hideLabel && "sr-only")}>
        <label htmlFor={id} className="font-medium text-14">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="max-w-prose text-13 text-ink-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
