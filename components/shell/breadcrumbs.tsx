"use client";

import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";

export type Crumb = { label: string; href?: string };

/** Where this page stands; the last one is the page itself. Home is the rail's first place. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("breadcrumbs")} data-print="hide" className="py-0.5 text-13">
      <ol className="flex flex-wrap items-center gap-x-1 text-ink-3">
        {crumbs.map((crumb, at) => (
          <li key={`${crumb.href} ${crumb.label}`} className="flex min-w-0 items-center gap-1">
            {at > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0" />}
            {crumb.href ? (
              <Link href={crumb.href as Route} className="truncate py-1 hover:text-ink hover:underline">
                {crumb.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate py-1">
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
