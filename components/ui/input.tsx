"use client";

import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";
import { useFieldControl } from "./field";

/** The frame that all text controls share. 16 px on touch screens, or phones zoom in. */
export const controlClasses =
  "w-full min-w-0 rounded-2 border border-line-control bg-raised px-2.5 text-14 touch:text-16 text-ink placeholder:text-ink-3 hover:border-ink-3 focus-visible:outline-offset-0 aria-invalid:border-failed disabled:opacity-60";

type InputProps = ComponentProps<"input"> & {
  /** Addresses, ports, names of accounts: figures line up. */
  mono?: boolean;
};

export function Input({ mono = false, className, id, ...rest }: InputProps) {
  return (
    <input
      {...useFieldControl({ id })}
      autoComplete="off"
      spellCheck={mono ? false : undefined}
      className={cn(controlClasses, "h-9 touch:h-11", mono && "font-mono", className)}
      {...rest}
    />
  );
}
