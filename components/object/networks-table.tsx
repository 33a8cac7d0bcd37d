"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { NetworkView } from "@/lib/server/services/object/object-view";
import { CommandText } from "../ui/command-text";
import { FamilyMarks } from "../ui/family-marks";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { entryFamilies } from "./entry-families";
import { useNoteText } from "./use-note-text";
import { UsedBy } from "./used-by";

/** Entries shown in a row; the rest is told as a number. */
const shownEntries = 3;

/** Named sources and destinations, and where each is used. */
export function NetworksTable({ networks }: { networks: readonly NetworkView[] }) {
  const t = useTranslations("objects");
  const noteText = useNoteText();
  return (
    <Table aria-label={t("networks.title")}>
      <TableHead>
        <tr>
          <HeadCell>{t("column.name")}</HeadCell>
          <HeadCell>{t("column.entries")}</HeadCell>
          <HeadCell className="hidden sm:table-cell">{t("column.families")}</HeadCell>
          <HeadCell className="hidden md:table-cell">{t("column.usedBy")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {networks.map((network) => (
          <Row key={network.id}>
            <Cell>
              <Link
                href={`/objects/networks/${network.id}`}
                className="font-medium text-14 hover:text-accent hover:underline"
              >
                {network.name}
              </Link>
              {network.note && <span className="block text-12 text-ink-3">{noteText(network.note)}</span>}
            </Cell>
            <Cell>
              <CommandText text={network.entries.slice(0, shownEntries).join(", ")} className="text-13" />
              {network.entries.length > shownEntries && (
                <span className="ml-2 whitespace-nowrap text-12 text-ink-3">
                  {t("moreEntries", { count: network.entries.length - shownEntries })}
                </span>
              )}
            </Cell>
            <Cell className="hidden sm:table-cell">
              <FamilyMarks families={entryFamilies(network.entries)} />
            </Cell>
            <Cell className="hidden md:table-cell">
              <UsedBy uses={network.usedBy} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
