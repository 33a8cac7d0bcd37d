import { type ReactNode, useId } from "react";
import { cn } from "@/lib/client/class-names";

type SectionProps = {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A part of a page with its heading. */
export function Section({ title, lead, actions, className, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cn("min-w-0", className)}>
      <div className="mb-2.5 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id={id} className="font-semibold text-16">
            {title}
          </h2>
          {lead && <p className="max-w-prose text-13 text-ink-3">{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
