"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { AuditRow } from "@/lib/server/services/audit/audit-view";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { Time } from "../ui/time";

type Texts = { (key: string): string; has(key: string): boolean };

/** What was said beside the act, short: values that a reader can use. */
function detailText(detail: AuditRow["detail"]): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join(" · ");
}

/** The record: who, what, when. Nothing here can be changed. */
export function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  const t = useTranslations("audit");
  const verbs = useTranslations("audit.verb") as unknown as Texts;
  return (
    <Table aria-label={t("title")}>
      <TableHead>
        <tr>
          <HeadCell>{t("column.at")}</HeadCell>
          <HeadCell>{t("column.who")}</HeadCell>
          <HeadCell>{t("column.what")}</HeadCell>
          <HeadCell className="hidden lg:table-cell">{t("column.detail")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row key={row.id}>
            <Cell className="whitespace-nowrap">
              <Time value={row.at} style="exact" />
            </Cell>
            <Cell>{row.actorName}</Cell>
            <Cell>
              {verbs.has(row.verb) ? verbs(row.verb) : <span className="font-mono">{row.verb}</span>}
              {row.object === "host" && (
                <>
                  {" "}
                  <Link href={`/hosts/${row.objectId}`} className="text-accent hover:underline">
                    {typeof row.detail.name === "string" ? row.detail.name : t("openHost")}
                  </Link>
                </>
              )}
            </Cell>
            <Cell className="hidden max-w-80 truncate font-mono text-12 text-ink-3 lg:table-cell">
              <span title={detailText(row.detail)}>{detailText(row.detail)}</span>
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
