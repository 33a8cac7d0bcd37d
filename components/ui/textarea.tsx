"use client";

import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";
import { useFieldControl } from "./field";
import { controlClasses } from "./input";

export function Textarea({
  mono = false,
  className,
  id,
  ...rest
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  return (
    <textarea
      {...useFieldControl({ id })}
      spellCheck={mono ? false : undefined}
      className={cn(controlClasses, "min-h-24 py-2", mono && "font-mono text-13", className)}
      {...rest}
    />
  );
}
