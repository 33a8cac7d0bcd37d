import { parsePrefix } from "@/lib/core/net/prefix";
import type { Match, TcpFlag } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { ctState, icmpType, protocol, tcp } from "./match-shapes";
import { accept, drop, rateMatch } from "./rule-shapes";
import type { Scope } from "./scope";

const everyFlag: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

/** Flag combinations that no connection ever shows: mask, and the flags of it that are set. */
const impossibleFlags: readonly (readonly [mask: readonly TcpFlag[], set: readonly TcpFlag[]])[] = [
  [everyFlag, []],
  [
    ["FIN", "SYN"],
    ["FIN", "SYN"],
  ],
  [
    ["SYN", "RST"],
    ["SYN", "RST"],
  ],
  [
    ["FIN", "RST"],
    ["FIN", "RST"],
  ],
  [everyFlag, ["FIN", "PSH", "URG"]],
];

function origin(section: "protection" | "icmp", note: string): Origin {
  return { section, ruleId: null, note };
}

function spoofed(scope: Scope): readonly Rule[] {
  const prefix = parsePrefix(scope.family === 4 ? "127.0.0.0/8" : "::1/128");
  if ("fault" in prefix) throw new Error("the loopback prefix is a prefix");
  const note = origin("protection", "Nobody outside may claim to be this server itself.");
  return [{ matches: [{ kind: "source", prefix }], target: drop, origin: note }];
}

function scans(): readonly Rule[] {
  const note = origin("protection", "Impossible flag combinations, as port scanners send them, are dropped.");
  return impossibleFlags.map(([mask, set]) => ({
    matches: [protocol(tcp), { kind: "tcp-flags", mask, set }],
    target: drop,
    origin: note,
  }));
}

/** ICMP errors about known connections; in IPv6 they pass always, so nothing is left to say there. */
export function icmpErrors(scope: Scope): readonly Rule[] {
  if (scope.family === 6) return [];
  const note = origin(
    "icmp",
    "Error messages about known connections pass: unreachable, too big, time exceeded.",
  );
  return [3, 11, 12].map((type) => ({
    matches: [...icmpType(4, type), ctState("RELATED")],
    target: accept,
    origin: note,
  }));
}

function ping(scope: Scope): readonly Rule[] {
  const rate = scope.policy.protections.ping;
  if (rate === null) return [];
  const matches: readonly Match[] = [
    ...icmpType(scope.family, scope.family === 4 ? 8 : 128),
    rateMatch("protection:ping", rate, false),
  ];
  const note = origin("icmp", "Anyone may ping this server, at a limited rate.");
  return [{ matches, target: accept, origin: note }];
}

/** Checks that stand after the administrator's path and before everybody else. */
export function protectionRules(scope: Scope): readonly Rule[] {
  const { protections } = scope.policy;
  const rules: Rule[] = [];
  if (protections.invalid) {
    const note = origin("protection", "Packets that belong to no connection and begin none are dropped.");
    rules.push({ matches: [ctState("INVALID")], target: drop, origin: note });
  }
  if (protections.spoofed) rules.push(...spoofed(scope));
  if (protections.scans) rules.push(...scans());
  if (protections.newConnections !== null) {
    const note = origin(
      "protection",
      "A source that opens connections too fast is dropped until it slows down.",
    );
    rules.push({
      matches: [
        protocol(tcp),
        ctState("NEW"),
        rateMatch("protection:new-connections", protections.newConnections, true),
      ],
      target: drop,
      origin: note,
    });
  }
  return [...rules, ...icmpErrors(scope), ...ping(scope)];
}
