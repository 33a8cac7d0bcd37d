import type { Match } from "@/lib/core/ruleset/match";
import { isAnchor } from "./differences";
import type { Round } from "./kernel-round";

/** The matches and targets that 95 % of the rules on real hosts need. */
export const everyday: readonly string[] = [
  ..."tcp udp icmp state conntrack multiport limit addrtype recent comment owner mac".split(" "),
  ..."ACCEPT DROP REJECT RETURN LOG jump none MASQUERADE DNAT SNAT REDIRECT TCPMSS MARK".split(" "),
];

const targetWords: Readonly<Record<string, string>> = {
  "tcp-mss": "TCPMSS",
  "set-mark": "MARK",
  "ct-settings": "CT",
};

/** A match by the name of its extension, another kind by its own. */
function matchWord(match: Match): string {
  switch (match.kind) {
    case "ports":
      return match.module;
    case "tcp-flags":
      return "tcp";
    case "icmp-type":
      return "icmp";
    case "ct-state":
      return match.module;
    case "ct-direction":
    case "ct-original-port":
    case "ct-address":
      return "conntrack";
    case "address-type":
      return "addrtype";
    case "owner-user":
    case "owner-socket":
      return "owner";
    case "mac-source":
      return "mac";
    default:
      return match.kind;
  }
}

function targetWord(kind: string): string {
  if (["jump", "none", "goto", "notrack", "connection-mark"].includes(kind)) return kind;
  return targetWords[kind] ?? kind.toUpperCase();
}

/** Counts in how many rulesets each kind of match and target was, and how many packets were of each sort. */
export class Tally {
  private readonly kinds = new Map<string, number>();
  private readonly packets = new Map<string, number>();

  add({ made, cases }: Round): void {
    const words = new Set<string>();
    for (const table of made.tables) {
      for (const chain of table.chains) {
        for (const [index, { matches, target }] of chain.rules.entries()) {
          if (isAnchor(table.name, chain.name, index)) continue;
          for (const match of matches) words.add(matchWord(match));
          words.add(targetWord(target.kind));
        }
      }
    }
    for (const word of words) this.kinds.set(word, (this.kinds.get(word) ?? 0) + 1);
    for (const { question, expected } of cases) {
      const { chain, state, direction } = question.packet;
      const translated = expected.nft.leaves?.translated ?? "none";
      for (const word of [
        chain,
        `${state}${state === "ESTABLISHED" ? ` ${direction}` : ""}`,
        expected.nft.verdict,
        ...(translated === "none" ? [] : [translated]),
      ]) {
        this.packets.set(word, (this.packets.get(word) ?? 0) + 1);
      }
    }
  }

  /** In how many rulesets each kind was. */
  rulesets(): ReadonlyMap<string, number> {
    return this.kinds;
  }

  text(): string {
    const list = (counts: ReadonlyMap<string, number>) =>
      [...counts].map(([word, count]) => `${word} ${count}`).join(", ");
    return `rulesets with: ${list(this.kinds)}\npackets: ${list(this.packets)}`;
  }
}
