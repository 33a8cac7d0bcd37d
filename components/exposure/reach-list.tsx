"use client";

import { useTranslations } from "use-intl";
import { Disclosure } from "../ui/disclosure";
import { CellLink } from "./cell-link";
import { cellStates, sourceName } from "./cell-words";
import { type GridProps, ServiceHead, SourceHead } from "./reach-table";

/** The grid where a table does not fit: each service with those who get in, and the others in one line. */
export function ReachList({ grid, cells }: GridProps) {
  const t = useTranslations("exposure");
  const { hostId, rules, sources, services } = grid;
  return (
    <ul className="flex flex-col gap-3">
      {services.map((service, column) => {
        const lines = sources.map((source, row) => ({ source, cell: cells[row]?.[column] ?? {} }));
        const isShut = ({ cell }: (typeof lines)[number]) =>
          cellStates(cell).every(({ state }) => state === "nobody" || state === "not-asked");
        const shut = lines.filter(isShut);
        const link = ({ source, cell }: (typeof lines)[number]) => (
          <li key={source.id} className="flex items-center justify-between gap-3 border-line border-t py-0.5">
            <SourceHead t={t} source={source} />
            <CellLink
              t={t}
              hostId={hostId}
              rules={rules}
              source={source}
              service={service}
              cell={cell}
              className="min-h-11 px-2.5"
            />
          </li>
        );
        return (
          <li key={service.id} className="rounded-3 border bg-raised px-3 py-2.5">
            <h3 className="font-medium">
              <ServiceHead t={t} service={service} />
            </h3>
            <ul className="mt-1.5">{lines.filter((line) => !isShut(line)).map(link)}</ul>
            {shut.length > 0 && (
              <Disclosure
                title={t("list.nobody", {
                  names: shut.map(({ source }) => sourceName(t, source)).join(", "),
                })}
                className="border-line border-t"
              >
                <ul>{shut.map(link)}</ul>
              </Disclosure>
            )}
          </li>
        );
      })}
    </ul>
  );
}
