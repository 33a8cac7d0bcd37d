import type { Family } from "@/lib/core/net/family";
import { parsePrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { icmpType, portMatches, protocol, udp } from "./match-shapes";
import { accept } from "./rule-shapes";

const loopbackOrigin: Origin = {
  section: "loopback",
  ruleId: null,
  note: "Loopback: programs on this server may always talk to each other.",
};

const alwaysOrigin: Origin = {
  section: "always",
  ruleId: null,
  note: "What the network itself needs to work: neighbour discovery, path errors and address renewal (DHCP).",
};

function linkLocal(): Match {
  const prefix = parsePrefix("fe80::/10");
  if ("fault" in prefix) throw new Error("fe80::/10 is a prefix");
  return { kind: "source", prefix };
}

function port(side: "source" | "destination", number: number): readonly Match[] {
  return portMatches("udp", side, [{ first: number, last: number }]);
}

/** ICMPv6: errors (1–4), multicast listeners (130–132, 143), and neighbour discovery (133–136), which no router forwards. */
const icmp6Always: readonly (readonly [type: number, onLink: boolean])[] = [
  ...[1, 2, 3, 4, 130, 131, 132].map((type) => [type, false] as const),
  ...[133, 134, 135, 136].map((type) => [type, true] as const),
  [143, false],
];

/** Conditions for what must pass in one direction, whatever the role. None looks at connection tracking: neighbour discovery is UNTRACKED. */
function shapes(family: Family, direction: "in" | "out"): readonly (readonly Match[])[] {
  if (family === 4) {
    const [from, to] = direction === "out" ? [68, 67] : [67, 68];
    return [[protocol(udp), ...port("source", from), ...port("destination", to)]];
  }
  const sent255: Match = { kind: "hop-limit", op: "eq", value: 255 };
  return [
    ...icmp6Always.map(([type, onLink]) => [...icmpType(6, type), ...(onLink ? [sent255] : [])]),
    [linkLocal(), protocol(udp), ...port("destination", direction === "in" ? 546 : 547)],
  ];
}

/** Loopback and what must always pass, in one direction; they stand before every other rule. */
export function alwaysRules(family: Family, direction: "in" | "out"): readonly Rule[] {
  const kind = direction === "in" ? "in-interface" : "out-interface";
  return [
    { matches: [{ kind, name: "lo" }], target: accept, origin: loopbackOrigin },
    ...shapes(family, direction).map((matches) => ({ matches, target: accept, origin: alwaysOrigin })),
  ];
}
