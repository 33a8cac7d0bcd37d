import type { ReactNode } from "react";

/** The question of a step, and how to answer it. */
export function StepHead({ title, lead }: { title: ReactNode; lead: ReactNode }) {
  return (
    <header>
      <h2 className="font-semibold text-20">{title}</h2>
      <p className="mt-1 max-w-prose text-14 text-ink-2">{lead}</p>
    </header>
  );
}
