import type { TcpFlag } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { protocol, tcp } from "../match-shapes";
import { drop } from "../rule-shapes";
import type { Scope } from "../scope";
import { protectionOrigin } from "./protection-origin";

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

/** Impossible flags, which some scanners of ports send. */
export function oddFlagRules({ policy }: Scope): readonly Rule[] {
  if (!policy.protections.scans) return [];
  const origin = protectionOrigin(
    "scans",
    "Impossible flag combinations, as port scanners send them, are dropped.",
  );
  return impossibleFlags.map(([mask, set]) => ({
    matches: [protocol(tcp), { kind: "tcp-flags", mask, set }],
    target: drop,
    origin,
  }));
}
