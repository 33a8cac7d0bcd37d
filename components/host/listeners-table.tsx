"use client";

import { useTranslations } from "use-intl";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { FamilyMarks } from "../ui/family-marks";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";

type Listener = HostFacts["listeners"][number];

const everywhere = new Set(["0.0.0.0", "::", "*"]);

const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";

/** IPv4 before IPv6. */
const fourFirst = (one: string, other: string) =>
  Number(one.includes(":")) - Number(other.includes(":")) ||
  one.localeCompare(other, "en", { numeric: true });

/** Sockets of one program on one port, both families in one row. */
function merge(listeners: readonly Listener[]) {
  const rows = new Map<string, { listener: Listener; families: Family[]; addresses: Set<string> }>();
  for (const listener of listeners) {
    const key = `${listener.protocol} ${listener.port} ${listener.program}`;
    const row = rows.get(key) ?? { listener, families: [], addresses: new Set<string>() };
    if (!row.families.includes(listener.family)) row.families.push(listener.family);
    row.addresses.add(listener.address);
    rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => a.listener.port - b.listener.port);
}

/** Which programs wait for connections. */
export function ListenersTable({ listeners }: { listeners: readonly Listener[] }) {
  const t = useTranslations("hosts.listeners");
  return (
    <Table aria-label={t("label")}>
      <TableHead>
        <tr>
          <HeadCell>{t("port")}</HeadCell>
          <HeadCell>{t("program")}</HeadCell>
          <HeadCell>{t("address")}</HeadCell>
          <HeadCell className="max-sm:hidden">{t("families")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {merge(listeners).map(({ listener, families, addresses }) => (
          <Row key={`${listener.protocol} ${listener.port} ${listener.program}`}>
            <Cell className="whitespace-nowrap font-mono">{`${listener.protocol} ${listener.port}`}</Cell>
            <Cell className="sm:whitespace-nowrap">
              {listener.program ?? <span className="text-ink-3">{t("unknownProgram")}</span>}
            </Cell>
            <Cell>
              <Addresses addresses={[...addresses].sort(fourFirst)} families={families} />
            </Cell>
            <Cell className="max-sm:hidden">
              <FamilyMarks families={families} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

/** Where a program listens: in words where there are some. */
function Addresses({ addresses, families }: { addresses: readonly string[]; families: readonly Family[] }) {
  const t = useTranslations("hosts.listeners");
  const everywhereOn = addresses.some((address) => everywhere.has(address));
  if (!everywhereOn && !addresses.every(isLoopback)) {
    return (
      <ul className="py-1 font-mono text-12">
        {addresses.map((address) => (
          <li key={address}>{address}</li>
        ))}
      </ul>
    );
  }
  return (
    <>
      {everywhereOn ? t("everyAddress") : <span className="text-ink-3">{t("itselfOnly")}</span>}
      {/* A phone has no room for a column of their own. */}
      <span className="ml-1.5 sm:hidden">
        <FamilyMarks families={families} />
      </span>
    </>
  );
}
