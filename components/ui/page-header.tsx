import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  /** One sentence: the question that this page answers. */
  lead?: ReactNode;
  /** State beside the title. */
  state?: ReactNode;
  actions?: ReactNode;
};

/** The head of a page: its one `<h1>`, its state, what can be done here. */
export function PageHeader({ title, lead, state, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 sm:flex-1 sm:basis-80">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 break-words font-semibold text-20 sm:text-28">{title}</h1>
          {state}
        </div>
        {lead && <p className="mt-1 max-w-prose text-14 text-ink-2">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
