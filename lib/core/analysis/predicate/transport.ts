import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import { flagBits, icmpNumber } from "./fields";
import { always, among, every, never, type Predicate, some, turned, within } from "./predicate";

type PortMatch = Extract<Match, { kind: "ports" }>;
type FlagMatch = Extract<Match, { kind: "tcp-flags" }>;
type IcmpMatch = Extract<Match, { kind: "icmp-type" }>;

const protocolsOf: Readonly<Record<PortMatch["module"], readonly number[]>> = {
  tcp: [6],
  udp: [17],
  sctp: [132],
  dccp: [33],
  // Those that carry ports (packet.ts, carriesPorts).
  multiport: [6, 17, 33, 132, 136],
};

/** A packet of another protocol never matches, negated or not. */
export function portsOf({ module, side, ranges, negated }: PortMatch): Predicate {
  const source = within("source-port", ranges);
  const destination = within("destination-port", ranges);
  const asked = side === "either" ? some(source, destination) : side === "source" ? source : destination;
  return every(among("protocol", protocolsOf[module]), turned(asked, negated));
}

/** A set flag outside the mask can never be seen (xt_tcpudp.c, FWINVTCP). */
export function flagsOf({ mask, set, negated }: FlagMatch): Predicate {
  const seen = set.every((flag) => mask.includes(flag));
  const asked: Predicate = seen ? { kind: "flags", mask: flagBits(mask), set: flagBits(set) } : never;
  return every(among("protocol", [6]), turned(asked, negated));
}

/** In IPv4 type 255 stands for every type (ip_tables' `any`). A packet of another protocol never matches. */
export function icmpOf({ type, code, negated }: IcmpMatch, family: Family): Predicate {
  const any = family === 4 && type === 255 && code === null;
  const first = icmpNumber(type, code ?? 0);
  const last = icmpNumber(type, code ?? 255);
  const asked = any ? always : within("icmp", [{ first, last }]);
  return every(among("protocol", [family === 4 ? 1 : 58]), turned(asked, negated));
}
