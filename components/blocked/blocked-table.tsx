"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import type { LetIn } from "../guest/guest-dialog";
import { Time } from "../ui/time";
import { VerdictMark } from "../ui/verdict-mark";
import type { Allow } from "./allow-button";
import { BlockedActions } from "./blocked-actions";
import { type BlockedTranslator, ObservedMark, WayMark, WhereTo, Who } from "./row-parts";
import { useRuleWords } from "./rule-words";

const heads = ["when", "way", "who", "what", "rule", "count", "actions"] as const;

const cell =
  "border-line border-t px-2 py-1.5 align-top text-13 first:pl-3 last:pr-3 sm:px-3 max-sm:border-0 max-sm:p-0 max-sm:first:pl-0 max-sm:last:pr-0";

/** So far back the time of day alone says when it was, in milliseconds. */
const clockAlone = 12 * 3_600_000;

type TableProps = {
  hostId: string;
  rows: readonly BlockedRow[];
  /** When the newest of it was read: what is long before has its date too. */
  readAt: string;
  /** What is shown may no longer be all. */
  old: boolean;
  services: readonly string[];
  letIn: LetIn;
  allow: Allow;
};

/** What was refused, newest first; on a phone each row is a small block. */
export function BlockedTable({ hostId, rows, readAt, old, services, letIn, allow }: TableProps) {
  const t = useTranslations("blocked");
  return (
    <div className={cn("overflow-x-auto rounded-3 border border-line bg-raised", old && "border-dashed")}>
      <table aria-label={t("table.label")} className="w-full border-collapse text-13 max-sm:block">
        <thead className="max-sm:sr-only">
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="h-8 whitespace-nowrap bg-sunken px-2 text-left font-medium text-12 text-ink-3 first:pl-3 last:pr-3 sm:px-3"
              >
                <span className={head === "actions" ? "sr-only" : undefined}>{t(`table.${head}`)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <TableRow key={row.key} {...{ t, hostId, row, readAt, services, letIn, allow }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = Omit<TableProps, "rows" | "old"> & { t: BlockedTranslator; row: BlockedRow };

function TableRow({ t, hostId, row, readAt, services, letIn, allow }: RowProps) {
  const words = useRuleWords();
  const { last, first, way, rule, count } = row;
  const moment = (value: string) => (
    <Time
      value={value}
      style={Date.parse(readAt) - Date.parse(value) < clockAlone ? "clock" : "moment"}
      bare
    />
  );
  return (
    <tr className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-3 max-sm:gap-y-0.5 max-sm:border-line max-sm:border-t max-sm:px-3 max-sm:py-2">
      <td className={cn(cell, "whitespace-nowrap font-mono")}>{moment(last)}</td>
      <td className={cell}>
        <WayMark t={t} row={row} />
      </td>
      <td className={cn(cell, "sm:min-w-40 max-sm:w-full")}>
        <Who t={t} row={row} />
      </td>
      <td className={cn(cell, "max-sm:w-full")}>
        <WhereTo t={t} row={row} />
      </td>
      <td className={cn(cell, "max-sm:w-full")}>
        <span className="flex flex-wrap items-baseline gap-x-2">
          {rule.observed ? (
            <ObservedMark t={t} />
          ) : (
            rule.verdict !== null && <VerdictMark verdict={rule.verdict} />
          )}
          <span className="text-ink-2">{words(rule, way)}</span>
        </span>
      </td>
      <td className={cn(cell, "whitespace-nowrap tabular-nums")}>
        <span className="sr-only sm:hidden">{t("table.count")} </span>
        {t("atLeastCount", { count })}
        {count > 1 && (
          <span className="block text-12 text-ink-3 max-sm:ml-2 max-sm:inline">
            {t.rich("since", { when: () => moment(first) })}
          </span>
        )}
      </td>
      <td className={cn(cell, "py-1 max-sm:w-full")}>
        <BlockedActions hostId={hostId} row={row} {...{ services, letIn, allow }} />
      </td>
    </tr>
  );
}
