"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type ChangeTexts, changeSentence } from "@/components/diff/change-words";
import { PhaseWord } from "@/components/host/phase-word";
import { buttonClasses } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ApplyRow } from "@/lib/server/services/apply/apply-view";

/** Untyped look: reasons come from data. */
type Texts = { (key: string): string; has(key: string): boolean };

/** Every apply of a host, newest first; two of them can be compared. */
export function HistoryTable({ hostId, rows }: { hostId: string; rows: readonly ApplyRow[] }) {
  const t = useTranslations("history");
  const role = useTranslations("common.role");
  const reason = useTranslations("common.reason") as unknown as Texts;
  const change = useTranslations("review.change") as unknown as ChangeTexts;
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
                  {t("apply", { number: row.number })}
                </Link>
              </Cell>
              <Cell>
                <PhaseWord phase={row.phase} />
                {row.reason !== null && reason.has(row.reason) && (
                  <span className="block text-12 text-ink-2">{reason(row.reason)}</span>
                )}
              </Cell>
              <Cell className="whitespace-nowrap">
                <Time value={row.createdAt} />
              </Cell>
              <Cell>{row.createdBy}</Cell>
              <Cell>{row.roles.map((one) => role(one)).join(t("joint"))}</Cell>
              <Cell className="min-w-64">
                {row.revertOfNumber !== null && (
                  <span className="block">{t("revertOf", { number: row.revertOfNumber })}</span>
                )}
                <span className="text-ink-2">
                  {row.changes[0] === undefined
                    ? t("nothing")
                    : `${marks[row.changes[0].mark]} ${changeSentence(change, row.changes[0])}`}
                  {row.changes.length > 1 && ` ${t("more", { count: row.changes.length - 1 })}`}
                </span>
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

const marks = { "+": "+", "-": "−", "~": "~" } as const;
