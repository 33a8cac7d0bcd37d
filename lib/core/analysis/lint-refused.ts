import { error, type Problem } from "@/lib/core/problem/problem";
import type { Match } from "@/lib/core/ruleset/match";
import type { Chain, Rule, Table } from "@/lib/core/ruleset/ruleset";

function protocolOf(rule: Rule): number | null {
  const match = rule.matches.find(({ kind }) => kind === "protocol");
  return match?.kind === "protocol" && !match.negated ? match.protocol : null;
}

/** What a match needs that the rule must say; null when nothing is missing. */
function lacks(match: Match, protocol: number | null): string | null {
  const needed = { tcp: 6, udp: 17, sctp: 132, dccp: 33 } as const;
  if (match.kind === "tcp-flags" && protocol !== 6) return "-p tcp";
  if (match.kind !== "ports") return null;
  if (match.module === "multiport") return protocol === null ? "-p tcp or -p udp" : null;
  return protocol === needed[match.module] ? null : `-p ${match.module}`;
}

function refusedMatch(rule: Rule, chain: string): string | null {
  const protocol = protocolOf(rule);
  for (const match of rule.matches) {
    const lacking = lacks(match, protocol);
    if (lacking !== null) return `needs ${lacking}`;
    if (match.kind === "in-interface" && (chain === "OUTPUT" || chain === "POSTROUTING")) {
      return `asks for an input interface, and ${chain} has none`;
    }
    if (match.kind === "out-interface" && (chain === "INPUT" || chain === "PREROUTING")) {
      return `asks for an output interface, and ${chain} has none`;
    }
  }
  if (rule.target.kind === "reject" && rule.target.with === "tcp-reset" && protocol !== 6) {
    return "answers with tcp-reset and needs -p tcp";
  }
  return null;
}

function refused(chain: Chain): Problem[] {
  return chain.rules.flatMap((rule) => {
    const why = refusedMatch(rule, chain.name);
    if (why === null) return [];
    const text = `Line ${rule.line} ${why}, so iptables refuses it: ${rule.text}`;
    return [
      error("refused-rule", text, ["line", rule.line ?? 0], { line: rule.line ?? 0, chain: chain.name }),
    ];
  });
}

/** Rules that iptables or the kernel would not take, so that the whole table would not load. */
export function lintRefused(table: Table): Problem[] {
  return table.chains.flatMap(refused);
}
