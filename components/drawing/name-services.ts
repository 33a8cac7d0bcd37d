import { allPorts, type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import type { Match } from "@/lib/core/ruleset/match";
import type { DrawingNames, LaneService } from "./drawing-types";

/** What a rule says of protocol and destination ports. `protocol` null: every protocol. */
export type PortAtom = {
  readonly protocol: number | null;
  readonly ranges: readonly PortRange[];
  readonly ping: boolean;
};

const protocolNumbers = { tcp: 6, udp: 17 } as const;
const protocolWords: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };

export const everything: LaneService = { key: "all", kind: "all", label: "", ports: "" };

/** Reads protocol, ports on one side and echo requests out of a rule's conditions. */
export function portAtom(matches: readonly Match[], side: "destination" | "source"): PortAtom {
  let protocol: number | null = null;
  let ranges: readonly PortRange[] = [allPorts];
  let ping = false;
  for (const match of matches) {
    if (match.kind === "protocol" && !match.negated) protocol = match.protocol;
    if (match.kind === "ports" && match.side === side && !match.negated) ranges = match.ranges;
    // Echo request: type 8 in ICMP, 128 in ICMPv6.
    if (match.kind === "icmp-type" && (match.type === 8 || match.type === 128)) ping = true;
  }
  return { protocol, ranges, ping };
}

function merge(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before !== undefined && range.first <= before.last + 1) {
      merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
    } else merged.push(range);
  }
  return merged;
}

function without(ranges: readonly PortRange[], cut: PortRange): PortRange[] {
  return ranges.flatMap((range) => {
    if (cut.last < range.first || cut.first > range.last) return [range];
    const parts: PortRange[] = [];
    if (cut.first > range.first) parts.push({ first: range.first, last: cut.first - 1 });
    if (cut.last < range.last) parts.push({ first: cut.last + 1, last: range.last });
    return parts;
  });
}

const portText = ({ first, last }: PortRange) => (first === last ? String(first) : `${first}–${last}`);

type NamedPorts = {
  readonly name: string;
  readonly parts: readonly { protocol: number; range: PortRange }[];
};

function namedPorts(names: DrawingNames): NamedPorts[] {
  return names.services.flatMap(({ name, parts }) => {
    const ports = parts.flatMap(({ protocol, ports: texts = [] }) =>
      texts.flatMap((text) => {
        const range = parsePortRange(text);
        return protocol === "ping" || "fault" in range
          ? []
          : [{ protocol: protocolNumbers[protocol], range }];
      }),
    );
    return ports.length > 0 ? [{ name, parts: ports }] : [];
  });
}

function describeParts(parts: readonly { protocol: number; range: PortRange }[]): string {
  const byProtocol = new Map<number, string[]>();
  for (const { protocol, range } of parts) {
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), portText(range)]);
  }
  return [...byProtocol].map(([p, ports]) => `${protocolWords[p] ?? p} ${ports.join(", ")}`).join(" · ");
}

/** The services that a group of rules lets through: named where an object covers the ports, else the ports themselves. */
export function nameServices(atoms: readonly PortAtom[], names: DrawingNames): LaneService[] {
  if (atoms.some((atom) => atom.protocol === null && !atom.ping)) return [everything];
  const services: LaneService[] = [];
  if (atoms.some((atom) => atom.ping)) services.push({ key: "ping", kind: "ping", label: "ping", ports: "" });

  const open = new Map<number, PortRange[]>();
  for (const { protocol, ranges, ping } of atoms) {
    if (protocol === null || ping) continue;
    open.set(protocol, merge([...(open.get(protocol) ?? []), ...ranges]));
  }
  const left = new Map(open);
  // Wider objects first, so that `dns` (tcp and udp 53) is not told as two halves.
  for (const { name, parts } of namedPorts(names).sort((a, b) => b.parts.length - a.parts.length)) {
    const covered = parts.every(({ protocol, range }) =>
      left
        .get(protocol)
        ?.some((o) => o.first <= range.first && o.last >= range.last && o.last - o.first < 65_000),
    );
    if (!covered) continue;
    for (const { protocol, range } of parts) left.set(protocol, without(left.get(protocol) ?? [], range));
    services.push({ key: `named:${name}`, kind: "named", label: name, ports: describeParts(parts) });
  }
  for (const [protocol, ranges] of left) {
    const word = protocolWords[protocol] ?? `ip ${protocol}`;
    for (const range of ranges) {
      const whole = range.first <= 1 && range.last === 65535;
      const label = whole ? word : `${word} ${portText(range)}`;
      services.push({ key: `raw:${label}`, kind: "raw", label, ports: label });
    }
  }
  return services;
}
