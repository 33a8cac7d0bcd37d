import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";

type DisclosureProps = { title: ReactNode; open?: boolean; className?: string; children: ReactNode };

/** Something that is there for who wants it: the browser's own folding, which needs no script. */
export function Disclosure({ title, open, className, children }: DisclosureProps) {
  return (
    <details open={open} className={cn("[&[open]>summary>svg]:rotate-90", className)}>
      <summary className="flex min-h-8 list-none items-start gap-1.5 py-1.5 text-13 text-ink-2 hover:text-ink touch:min-h-11 touch:py-3 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 transition-transform duration-100" />
        {title}
      </summary>
      {children}
    </details>
  );
}
