"use client";

import { memo } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { countsOf, groupSockets, type Moment, type SocketGroup } from "@/lib/core/live/group-sockets";
import type { SocketSource } from "@/lib/core/live/live-frame";
import type { LiveSocketView } from "@/lib/server/services/live/live-view";
import { SocketRow } from "./socket-row";
import type { LiveTranslator } from "./span-words";
import { Sparkline } from "./sparkline";

type TableProps = {
  rows: readonly LiveSocketView[];
  moments: readonly Moment[];
  uptime: number;
  source: SocketSource;
  /** What is shown is not what is now. */
  old: boolean;
};

const heads = ["socket", "state", "local", "remote", "holder", "user", "seen"] as const;

/** So many moments fill a time line: the last two minutes. */
const shownMoments = 120;

/** Groups and rows below one heading; the time line is that of the whole program, whatever the filter hides. */
export const SocketTable = memo(function Sockets({ rows, moments, uptime, source, old }: TableProps) {
  const t = useTranslations("live");
  return (
    <div className={cn("overflow-x-auto rounded-3 border border-line bg-raised", old && "border-dashed")}>
      <table
        aria-label={t("table.label")}
        className={cn("w-full border-collapse text-13 max-sm:block", old && "text-ink-3 [&_td]:text-ink-3")}
      >
        <thead className="max-sm:sr-only">
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="h-8 whitespace-nowrap bg-sunken px-2 text-left font-medium text-12 text-ink-3 first:pl-3 last:pr-3 last:text-right sm:px-3"
              >
                {t(`table.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        {groupSockets(rows).map((group) => (
          <Group
            key={group.program ?? ""}
            t={t}
            group={group}
            counts={countsOf(moments, group.program)}
            uptime={uptime}
            source={source}
          />
        ))}
      </table>
    </div>
  );
});

type GroupProps = {
  t: LiveTranslator;
  group: SocketGroup<LiveSocketView>;
  counts: readonly (number | null)[];
  uptime: number;
  source: SocketSource;
};

function Group({ t, group: { program, rows }, counts, uptime, source }: GroupProps) {
  const name = program ?? t(source === "ss" ? "table.noProgram" : "table.unknownProgram");
  const known = counts.filter((count) => count !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return (
    <tbody className="border-line border-t max-sm:block">
      <tr className="max-sm:block">
        <th
          scope="rowgroup"
          colSpan={heads.length}
          className="bg-sunken/50 px-3 py-1.5 text-left max-sm:block"
        >
          <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
            <span className="font-mono font-semibold text-14 text-ink">{name}</span>
            <span className="font-normal text-13 text-ink-2">
              {t("table.sockets", { count: rows.length })}
            </span>
            {program === null && source === "ss" && (
              <span className="font-normal text-12 text-ink-3">{t("table.noProgramText")}</span>
            )}
            {known.length > 1 && (
              <span className="ml-auto">
                <Sparkline
                  values={counts}
                  most={shownMoments}
                  label={t("table.line", { program: name, least, most })}
                />
              </span>
            )}
          </span>
        </th>
      </tr>
      {rows.map((row) => (
        <SocketRow key={row.key} t={t} row={row} uptime={uptime} />
      ))}
    </tbody>
  );
}
