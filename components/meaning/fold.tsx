"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";
import { useOpened } from "@/lib/client/use-opened";

type FoldProps = { title: ReactNode; className?: string; children: () => ReactNode };

/** Something long that is made only when it is opened for the first time. */
export function Fold({ title, className, children }: FoldProps) {
  const { opened, details } = useOpened();
  return (
    <details {...details} className={cn("[&[open]>summary>svg]:rotate-90", className)}>
      <summary className="flex min-h-8 list-none items-start gap-1.5 py-1.5 text-13 text-ink-2 hover:text-ink touch:min-h-11 touch:py-3 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 transition-transform duration-100" />
        {title}
      </summary>
      {opened && children()}
    </details>
  );
}
