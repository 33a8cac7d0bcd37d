"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type ChangeTexts, changeSentence } from "@/components/diff/change-words";
import { DrillWord } from "@/components/drill/outcome-word";
import { PhaseWord } from "@/components/host/phase-word";
import { buttonClasses } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { useReadAssertions } from "@/lib/client/assertion-reading";
import type { ApplyRow } from "@/lib/server/services/apply/apply-view";

/** Untyped look: reasons come from data. */
type Texts = { (key: string): string; has(key: string): boolean };

/** Every apply of a host, newest first; two of them can be compared. */
export function HistoryTable({ hostId, rows }: { hostId: string; rows: readonly ApplyRow[] }) {
  const t = useTranslations("history");
  const role = useTranslations("common.role");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = (id: string) =>
    // A third choice takes the place of the older one.
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-2)));
  const [older, newer] = rows
    .filter((row) => chosen.includes(row.id))
    .toSorted((a, b) => a.number - b.number);
  return (
    <div className="flex flex-col gap-3">
      {rows.length > 1 && (
        <div className="flex min-h-9 flex-wrap items-center gap-3 text-13 text-ink-2">
          {older !== undefined && newer !== undefined ? (
            <Link
              href={`/hosts/${hostId}/history/compare?left=${older.id}&right=${newer.id}` as Route}
              className={buttonClasses({ variant: "primary" })}
            >
              {t("compare", { left: older.number, right: newer.number })}
            </Link>
          ) : (
            <p>{t("selectTwo")}</p>
          )}
        </div>
      )}
      <ul className="flex flex-col gap-2 md:hidden">
        {rows.map((row) => (
          <HistoryCard
            key={row.id}
            row={row}
            chosen={chosen.includes(row.id)}
            onToggle={rows.length > 1 ? () => toggle(row.id) : null}
          />
        ))}
      </ul>
      <div className="hidden md:block">
        <Table aria-label={t("title")}>
          <TableHead>
            <tr>
              {rows.length > 1 && (
                <HeadCell className="w-10">
                  <span className="sr-only">{t("column.select")}</span>
                </HeadCell>
              )}
              <HeadCell>{t("column.number")}</HeadCell>
              <HeadCell>{t("column.state")}</HeadCell>
              <HeadCell>{t("column.when")}</HeadCell>
              <HeadCell>{t("column.who")}</HeadCell>
              <HeadCell>{t("column.role")}</HeadCell>
              <HeadCell>{t("column.what")}</HeadCell>
            </tr>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <Row key={row.id}>
                {rows.length > 1 && (
                  <Cell>
                    <Checkbox
                      label={t("select", { number: row.number })}
                      hideLabel
                      checked={chosen.includes(row.id)}
                      onCheckedChange={() => toggle(row.id)}
                    />
                  </Cell>
                )}
                <Cell className="whitespace-nowrap">
                  <Link
                    href={`/hosts/${hostId}/applies/${row.id}` as Route}
                    className="font-medium text-accent hover:underline"
                  >
                    <Name row={row} />
                  </Link>
                </Cell>
                <Cell className="whitespace-nowrap">
                  <HowItEnded row={row} />
                </Cell>
                <Cell className="whitespace-nowrap">
                  <Time value={row.createdAt} />
                </Cell>
                <Cell className="whitespace-nowrap">{row.createdBy}</Cell>
                <Cell>{row.roles.map((one) => role(one)).join(t("joint"))}</Cell>
                <Cell className="min-w-64">
                  <WhatChanged row={row} />
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
    </div>
  );
}

const marks = { "+": "+", "-": "−", "~": "~" } as const;

function Name({ row: { drill: outcome, leave, number } }: { row: ApplyRow }) {
  const t = useTranslations("history");
  const drill = useTranslations("drill");
  const leaving = useTranslations("leave");
  if (leave) return leaving("name", { number });
  return outcome === null ? t("apply", { number }) : drill("name", { number });
}

function HowItEnded({ row }: { row: ApplyRow }) {
  const reason = useTranslations("common.reason") as unknown as Texts;
  if (row.drill !== null && row.drill !== "running") return <DrillWord outcome={row.drill} />;
  return (
    <>
      <PhaseWord phase={row.phase} />
      {row.reason !== null && reason.has(row.reason) && (
        <span className="block text-12 text-ink-2">{reason(row.reason)}</span>
      )}
    </>
  );
}

function WhatChanged({ row }: { row: ApplyRow }) {
  const t = useTranslations("history");
  const change = useTranslations("review.change") as unknown as ChangeTexts;
  const read = useReadAssertions();
  const drill = useTranslations("drill");
  const [first, ...more] = row.changes;
  const leaving = useTranslations("leave");
  if (row.drill !== null) return <span className="text-ink-2">{drill("history")}</span>;
  if (row.leave) return <span className="text-ink-2">{leaving("history")}</span>;
  return (
    <>
      {row.revertOfNumber !== null && (
        <span className="block">{t("revertOf", { number: row.revertOfNumber })}</span>
      )}
      <span className="text-ink-2">
        {first === undefined ? t("nothing") : `${marks[first.mark]} ${changeSentence(change, read(first))}`}
        {more.length > 0 && ` ${t("more", { count: more.length })}`}
      </span>
    </>
  );
}

/** The same row where there is no room for a table. */
function HistoryCard({
  row,
  chosen,
  onToggle,
}: {
  row: ApplyRow;
  chosen: boolean;
  /** Null: there is nothing to compare it with. */
  onToggle: (() => void) | null;
}) {
  const t = useTranslations("history");
  const role = useTranslations("common.role");
  return (
    <li className="flex gap-3 rounded-3 border border-line bg-raised p-3 text-13">
      {onToggle !== null && (
        <Checkbox
          label={t("select", { number: row.number })}
          hideLabel
          checked={chosen}
          onCheckedChange={onToggle}
        />
      )}
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-3">
          <Link
            href={`/hosts/${row.hostId}/applies/${row.id}` as Route}
            className="py-1 font-medium text-14 text-accent hover:underline"
          >
            <Name row={row} />
          </Link>
          <HowItEnded row={row} />
        </div>
        <p className="text-ink-2">
          <Time value={row.createdAt} /> · {row.createdBy}
        </p>
        <p className="text-ink-2">{row.roles.map((one) => role(one)).join(t("joint"))}</p>
        <p>
          <WhatChanged row={row} />
        </p>
      </div>
    </li>
  );
}
