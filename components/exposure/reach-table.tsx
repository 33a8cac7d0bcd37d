"use client";

import { Radio } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ReachGrid, ServiceView, SourceView } from "@/lib/server/services/reach/reach-view";
import { NamedChip } from "../object/named-chip";
import { ScrollFrame } from "../ui/scroll-frame";
import { CellLink } from "./cell-link";
import { type ExposureTranslator, serviceName, sourceName } from "./cell-words";

type Cells = Exclude<ReachGrid["cells"], string>;
export type GridProps = { grid: ReachGrid; cells: Cells };

function programText(t: ExposureTranslator, { programs, listens }: ServiceView): string {
  if (!listens) return t("table.nothingListens");
  return programs.length === 0
    ? t("table.listensUnknown")
    : t("table.listens", { programs: programs.join(", ") });
}

/** What a column is about: its name, its ports, and whether anything listens there. */
export function ServiceHead({ t, service }: { t: ExposureTranslator; service: ServiceView }) {
  const { name, parts, listens } = service;
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex items-center gap-1 text-13 text-ink">
        {serviceName(service)}
        {listens && (
          <span title={programText(t, service)}>
            <Radio aria-hidden className="size-3.5 text-ink-3" />
            <span className="sr-only">{programText(t, service)}</span>
          </span>
        )}
      </span>
      {name !== null && (
        <span className="max-w-32 truncate font-mono font-normal text-12 text-ink-3" title={parts.join(", ")}>
          {parts.join(", ")}
        </span>
      )}
      {name === null && service.programs.length > 0 && (
        <span className="max-w-32 truncate font-normal text-12 text-ink-3">
          {service.programs.join(", ")}
        </span>
      )}
    </span>
  );
}

export function SourceHead({ t, source }: { t: ExposureTranslator; source: SourceView }) {
  return <NamedChip name={sourceName(t, source)} lines={source.lines} />;
}

/** Sources in lines, services in columns; the first column stays while the others scroll. */
export function ReachTable({ grid, cells }: GridProps) {
  const t = useTranslations("exposure");
  const { hostId, rules, sources, services } = grid;
  return (
    <ScrollFrame className="max-h-[calc(100dvh-4rem)] overflow-y-auto rounded-3 border border-line bg-raised print:max-h-none">
      <table className="w-full border-separate border-spacing-0 text-13">
        <caption className="sr-only">{t("table.caption")}</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky top-0 left-0 z-20 border-r border-b bg-sunken px-3 py-2 text-left align-bottom font-medium text-12 text-ink-3"
            >
              {t("table.source")}
            </th>
            {services.map((service) => (
              <th
                key={service.id}
                scope="col"
                className="sticky top-0 z-10 border-b bg-sunken px-3 py-2 text-left align-bottom font-medium"
              >
                <ServiceHead t={t} service={service} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">
          {sources.map((source, row) => (
            <tr key={source.id}>
              <th
                scope="row"
                className="sticky left-0 z-10 max-w-56 border-r border-b bg-raised px-3 py-1.5 text-left font-normal"
              >
                <SourceHead t={t} source={source} />
              </th>
              {services.map((service, column) => (
                <td key={service.id} className="h-9 border-b p-0.5">
                  <CellLink
                    t={t}
                    hostId={hostId}
                    rules={rules}
                    source={source}
                    service={service}
                    cell={cells[row]?.[column] ?? {}}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  );
}
