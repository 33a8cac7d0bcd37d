"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { CellView, SourceView } from "@/lib/server/services/reach/reach-view";
import { CellStates } from "./cell-states";
import { cellLabel, cellText, sourceName } from "./cell-words";
import { reachHref } from "./reach-href";
import { type GridProps, ServiceHead } from "./reach-table";

type Line = { readonly source: SourceView; readonly cell: CellView };

/** The grid where a table does not fit: each service with its sources, those together that fare alike. */
export function ReachList({ grid, cells }: GridProps) {
  const t = useTranslations("exposure");
  const { hostId, rules, sources, services } = grid;
  return (
    <ul className="flex flex-col gap-3">
      {services.map((service, column) => {
        const groups = new Map<string, Line[]>();
        for (const [row, source] of sources.entries()) {
          const cell = cells[row]?.[column] ?? {};
          const state = cellText(t, cell);
          groups.set(state, [...(groups.get(state) ?? []), { source, cell }]);
        }
        return (
          <li key={service.id} className="rounded-3 border bg-raised px-3 pt-2.5 pb-1">
            <h2 className="pb-2 font-medium">
              <ServiceHead t={t} service={service} />
            </h2>
            <dl>
              {[...groups].map(([state, lines]) => (
                <div
                  key={state}
                  className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2 border-line border-t py-1.5"
                >
                  <dt className="flex min-h-8 flex-col justify-center self-start text-13 touch:min-h-11">
                    <CellStates t={t} cell={lines[0]?.cell ?? {}} />
                  </dt>
                  <dd className="flex flex-wrap gap-x-2 gap-y-1">
                    {lines.map(({ source, cell }) => (
                      <Link
                        key={source.id}
                        href={reachHref(hostId, { rules, cell: { source: source.id, service: service.id } })}
                        aria-label={cellLabel(t, { source, service, cell })}
                        prefetch={false}
                        scroll={false}
                        className="inline-flex min-h-8 max-w-full items-center rounded-2 border border-line-strong px-2.5 text-13 hover:border-ink-3 touch:min-h-11"
                      >
                        <span className="truncate">{sourceName(t, source)}</span>
                      </Link>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
