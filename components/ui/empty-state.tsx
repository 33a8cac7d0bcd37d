import type { ReactNode } from "react";

type EmptyStateProps = {
  picture?: ReactNode;
  title: ReactNode;
  /** Why there is nothing, and what would be here. */
  children?: ReactNode;
  actions?: ReactNode;
};

export function EmptyState({ picture, title, children, actions }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-3 border border-line-strong border-dashed px-6 py-8 text-center">
      {picture && <div className="mb-4 text-ink-3 [&_svg]:size-8">{picture}</div>}
      <h2 className="font-semibold text-16">{title}</h2>
      {children && <div className="mt-1 max-w-prose text-14 text-ink-2">{children}</div>}
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
