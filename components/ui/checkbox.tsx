"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/client/class-names";

type CheckboxProps = ComponentProps<typeof Radix.Root> & {
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
};

/** A box with its label; `checked="indeterminate"` for "some of them". Sends `name=on` in a form. */
export function Checkbox({ label, hint, hideLabel = false, className, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-2.5", className)}>
      <Radix.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 grid size-4.5 shrink-0 place-items-center rounded-1 border border-line-control bg-raised text-accent-on data-[state=checked]:border-accent data-[state=indeterminate]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent disabled:opacity-50 touch:size-6"
        {...rest}
      >
        <Radix.Indicator>
          {rest.checked === "indeterminate" ? (
            <Minus aria-hidden className="size-3.5" strokeWidth={3} />
          ) : (
            <Check aria-hidden className="size-3.5" strokeWidth={3} />
          )}
        </Radix.Indicator>
      </Radix.Root>
      <div className={cn("min-w-0", hideLabel && "sr-only")}>
        <label htmlFor={id} className="text-14">
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
