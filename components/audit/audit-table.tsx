"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { AuditRow } from "@/lib/server/services/audit/audit-view";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { Time } from "../ui/time";

type Texts = { (key: string): string; has(key: string): boolean };

/** Details that say nothing to a reader: ids, and what the row tells anyhow. */
const untold = new Set(["hostId", "applyId", "host", "number", "bootId", "name", "hash", "cut"]);

/** What was said beside the act, short; a word that has no translation stays as it is on record. */
function detailText(detail: AuditRow["detail"], texts: Texts): string {
  const word = (key: string, plain: string) => (texts.has(key) ? texts(key) : plain);
  return Object.entries(detail)
    .filter(([name]) => !untold.has(name))
    .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => {
      const plain = typeof value === "object" ? JSON.stringify(value) : String(value);
      const told = /^[a-z_-]+(, [a-z_-]+)*$/.test(plain)
        ? plain
            .split(", ")
            .map((one) => word(`value.${one}`, one))
            .join(texts("joint"))
        : plain;
      return `${word(`part.${name}`, name)}: ${told}`;
    })
    .join(" · ");
}

/** The thing that was acted on, as a link where it has a page. */
function ActedOn({ row, hosts }: { row: AuditRow; hosts: Readonly<Record<string, string>> }) {
  const t = useTranslations("audit");
  const name = typeof row.detail.name === "string" ? row.detail.name : null;
  const look = "inline-block text-accent underline underline-offset-2";
  switch (row.object) {
    case "host":
    case "draft": {
      const known = hosts[row.objectId];
      if (!known) return name;
      return (
        <Link href={`/hosts/${row.objectId}`} className={look}>
          {known}
        </Link>
      );
    }
    case "apply": {
      const { hostId, number } = row.detail;
      if (typeof hostId !== "string" || typeof number !== "number") return null;
      return (
        <Link href={`/hosts/${hostId}/applies/${row.objectId}`} className={look}>
          {t("apply", { number, host: hosts[hostId] ?? "" })}
        </Link>
      );
    }
    case "network":
    case "service":
      return name && <span className="font-medium">{name}</span>;
    default:
      return name;
  }
}

type AuditTableProps = {
  rows: readonly AuditRow[];
  /** Names of the hosts that are in the list now, by id. */
  hosts: Readonly<Record<string, string>>;
};

/** The record: who, what, when. Nothing here can be changed. */
export function AuditTable({ rows, hosts }: AuditTableProps) {
  const t = useTranslations("audit");
  const verbs = useTranslations("audit.verb") as unknown as Texts;
  const details = useTranslations("audit.detail") as unknown as Texts;
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
            <Cell>
              <Time value={row.at} style="exact" className="max-sm:whitespace-normal" />
            </Cell>
            <Cell>{row.actorName}</Cell>
            <Cell>
              {t.rich("act", {
                verb: () =>
                  verbs.has(row.verb) ? verbs(row.verb) : <span className="font-mono">{row.verb}</span>,
                thing: () => <ActedOn row={row} hosts={hosts} />,
              })}
            </Cell>
            <Cell className="hidden max-w-80 break-words text-12 text-ink-3 lg:table-cell">
              <span>{detailText(row.detail, details)}</span>
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
