"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { KeyRow } from "@/lib/server/services/key/key-view";
import { CopyButton } from "../ui/copy-button";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { Time } from "../ui/time";

/** The keys that the panel signs in with. Only the public parts are ever shown. */
export function KeysTable({ keys }: { keys: readonly KeyRow[] }) {
  const t = useTranslations("settings.keys");
  return (
    <Table aria-label={t("title")}>
      <TableHead>
        <tr>
          <HeadCell>{t("name")}</HeadCell>
          <HeadCell className="hidden md:table-cell">{t("fingerprint")}</HeadCell>
          <HeadCell className="hidden sm:table-cell">{t("origin")}</HeadCell>
          <HeadCell>{t("hosts")}</HeadCell>
          <HeadCell>
            <span className="sr-only">{t("copy")}</span>
          </HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <Row key={key.keyId}>
            <Cell>
              {key.name}
              <span className="block text-12 text-ink-3">
                <Time value={key.createdAt} />
              </span>
            </Cell>
            <Cell className="hidden break-all font-mono text-12 md:table-cell">{key.fingerprint}</Cell>
            <Cell className="hidden sm:table-cell">{t(`from.${key.origin}`)}</Cell>
            <Cell>
              {key.hosts.length === 0 ? (
                <span className="text-ink-3">{t("noHosts")}</span>
              ) : (
                key.hosts.map((host) => (
                  <Link
                    key={host.id}
                    href={`/hosts/${host.id}`}
                    className="mr-2 hover:text-accent hover:underline"
                  >
                    {host.name}
                  </Link>
                ))
              )}
            </Cell>
            <Cell className="w-px text-right">
              <CopyButton text={key.publicKey} label={t("copy")} narrow />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
