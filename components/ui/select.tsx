"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";
import { useFieldControl } from "./field";
import { controlClasses } from "./input";

/** The browser's own select: right on a phone, by keyboard and by voice. Children are `<option>`s. */
export function Select({ className, id, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cn("relative block", className)}>
      <select
        {...useFieldControl({ id })}
        className={cn(controlClasses, "h-9 cursor-pointer appearance-none pr-8 touch:h-11")}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
