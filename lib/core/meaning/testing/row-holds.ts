import { flagBits } from "@/lib/core/analysis/predicate/fields";
import { numberOf } from "@/lib/core/analysis/predicate/number-of";
import { protocolNumber } from "@/lib/core/iptables/protocol-names";
import { parseAddress } from "@/lib/core/net/address";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { parsePortRange } from "@/lib/core/net/port-range";
import type { Packet } from "@/lib/core/packet/packet";
import type { AddressTerm, MeaningNames, MeaningRow, ServiceTerm, Told } from "../meaning";

type Value = bigint | number;
const between = ({ first, last }: { first: Value; last: Value }, value: Value) =>
  first <= value && value <= last;

function entryHolds(text: string, address: NonNullable<Packet["source"]>): boolean {
  const entry = parseNetworkEntry(text.replace("–", "-"));
  return !("fault" in entry) && entry.range.family === address.family && between(entry.range, address.value);
}

function addressHolds(term: AddressTerm, address: NonNullable<Packet["source"]>, names: MeaningNames) {
  switch (term.kind) {
    case "network":
      return names.networks
        .find(({ name }) => name === term.name)
        ?.entries.some((one) => entryHolds(one, address));
    case "panel":
      return parseAddress(term.address)?.value === address.value;
    case "addresses":
      return entryHolds(term.text, address);
  }
}

const requests = { 4: [13, 15, 17], 6: [139] };

function icmpHolds(text: string, { icmp }: Packet): boolean {
  if (icmp === null) return false;
  const [types = "", codes] = text.split("/");
  const number = (part: string) => part.split("–").map(Number);
  const [first = -1, last = first] = number(types);
  if (codes === undefined) return between({ first, last }, icmp.type);
  const [from = -1, to = from] = number(codes);
  return icmp.type === first && between({ first: from, last: to }, icmp.code);
}

function serviceHolds(term: ServiceTerm, packet: Packet, names: MeaningNames): boolean {
  const { protocol, icmp, family } = packet;
  const port = packet.destinationPort?.first ?? -1;
  switch (term.kind) {
    case "service":
      return (
        names.services
          .find(({ name }) => name === term.name)
          ?.parts.some((part) =>
            part.protocol === "ping"
              ? serviceHolds({ kind: "ping" }, packet, names)
              : protocolNumber(part.protocol) === protocol &&
                part.ports?.some((text) => {
                  const range = parsePortRange(text);
                  return !("fault" in range) && between(range, port);
                }),
          ) === true
      );
    case "ping":
      return icmp?.type === (family === 4 ? 8 : 128);
    case "icmp-requests":
      return icmp !== null && requests[family].includes(icmp.type);
    case "protocol":
      return protocolNumber(term.name) === protocol;
    case "protocols":
      return between(term, protocol ?? -1);
    case "ports":
      return protocolNumber(term.protocol) === protocol && between(term.ports, port);
    case "icmp":
      return protocolNumber(term.protocol) === protocol && icmpHolds(term.text, packet);
  }
}

const toldHolds = <T>({ except, terms }: Told<T>, holds: (term: T) => boolean | undefined) =>
  terms.some((term) => holds(term) === true) !== except;

const chains = { in: "INPUT", out: "OUTPUT", through: "FORWARD" } as const;

/** Whether the words of a row mean a packet; conditions are left open. `words` are the words of its interfaces. */
export function rowHolds(
  row: MeaningRow,
  packet: Packet,
  names: MeaningNames,
  words: { readonly in: string; readonly out: string },
): boolean {
  const { source, destination } = packet;
  const through = (side: "in" | "out") => {
    const told = row[side];
    if (row.way === (side === "in" ? "out" : "in")) return true;
    return told === null ? words[side] !== "lo" : toldHolds(told, (word) => word === words[side]);
  };
  return (
    row.families.includes(packet.family) &&
    chains[row.way] === packet.chain &&
    row.states.includes(packet.state) &&
    source !== null &&
    destination !== null &&
    toldHolds(row.sources, (term) => addressHolds(term, source, names)) &&
    toldHolds(row.destinations, (term) => addressHolds(term, destination, names)) &&
    toldHolds(row.services, (term) => serviceHolds(term, packet, names)) &&
    through("in") &&
    through("out") &&
    row.also.every(({ field, ranges }) => {
      const value =
        field === "flags"
          ? flagBits(packet.flags ?? [])
          : Number(numberOf(field as "mark", packet)?.first ?? -1);
      return ranges.some((range) => between(range, value));
    })
  );
}
