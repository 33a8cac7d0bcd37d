"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { ServiceView } from "@/lib/server/services/object/object-view";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { servicePorts } from "./service-ports";
import { useNoteText } from "./use-note-text";
import { UsedBy } from "./used-by";

/** Named services: the catalogue and one's own. */
export function ServicesTable({ services }: { services: readonly ServiceView[] }) {
  const t = useTranslations("objects");
  const noteText = useNoteText();
  return (
    <Table aria-label={t("services.title")}>
      <TableHead>
        <tr>
          <HeadCell>{t("column.name")}</HeadCell>
          <HeadCell>{t("column.ports")}</HeadCell>
          <HeadCell className="hidden sm:table-cell">{t("column.origin")}</HeadCell>
          <HeadCell className="hidden md:table-cell">{t("column.usedBy")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {services.map((service) => (
          <Row key={service.id}>
            <Cell>
              <Link
                href={`/objects/services/${service.id}`}
                className="font-medium text-14 hover:text-accent hover:underline"
              >
                {service.name}
              </Link>
              {service.note && <span className="block text-12 text-ink-3">{noteText(service.note)}</span>}
            </Cell>
            <Cell className="font-mono">
              {servicePorts(service.parts).map((ports, at) => (
                <span key={ports}>
                  {at > 0 && " · "}
                  <span className="inline-block">{ports}</span>
                </span>
              ))}
            </Cell>
            <Cell className="hidden text-ink-3 sm:table-cell">{t(service.builtIn ? "builtIn" : "own")}</Cell>
            <Cell className="hidden md:table-cell">
              <UsedBy uses={service.usedBy} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
