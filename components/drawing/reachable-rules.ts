import { readObserved } from "@/lib/core/compile/observe";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Ruleset } from "@/lib/core/ruleset/ruleset";

/** A rule that ends a packet's way through an owned chain, with every condition on the way to it. */
export type EndRule = {
  readonly matches: readonly Match[];
  /** `observed`: it ends no packet's way; what it would refuse is logged, and the rules below decide. */
  readonly verdict: "accept" | "drop" | "reject" | "return" | "observed";
  readonly origin: Origin | null;
};

/** Compiled chains are shallow; the bound only keeps a malformed ruleset from looping. */
const deepestJump = 8;

/**
 * Walks a chain of table filter and the chains it jumps to, in order.
 * Rules that do not decide (log, count) are returned apart, so that a lane can say that it is logged; those that log what
 * they would refuse stand among the ends. `observesEnd`: what no rule names passes as what would be refused.
 */
export function endRules(
  ruleset: Ruleset,
  chainName: string,
): {
  readonly ends: readonly EndRule[];
  readonly logged: ReadonlySet<string>;
  readonly observesEnd: boolean;
} {
  const chains = new Map(
    ruleset.tables.find((table) => table.name === "filter")?.chains.map((chain) => [chain.name, chain]),
  );
  const ends: EndRule[] = [];
  const logged = new Set<string>();
  let observesEnd = false;
  const walk = (name: string, inherited: readonly Match[], from: Origin | null, depth: number): void => {
    for (const rule of chains.get(name)?.rules ?? []) {
      const matches = [...inherited, ...rule.matches];
      const origin = rule.origin ?? from;
      switch (rule.target.kind) {
        case "accept":
        case "drop":
        case "reject":
          ends.push({ matches, verdict: rule.target.kind, origin });
          break;
        case "return":
          // Below the first level a return only leaves the helper chain; the walk goes on after the jump anyway.
          if (depth === 0) ends.push({ matches, verdict: "return", origin });
          break;
        case "jump":
        case "goto":
          if (depth < deepestJump) walk(rule.target.chain, matches, origin, depth + 1);
          break;
        case "log":
        case "nflog": {
          const observed = readObserved(rule.target.prefix);
          if (observed?.isEnd) observesEnd = true;
          // The rate is that of the log.
          else if (observed !== null) {
            const own = matches.filter(({ kind }) => kind !== "limit");
            ends.push({ matches: own, verdict: "observed", origin });
          } else if (origin?.ruleId != null) logged.add(origin.ruleId);
          break;
        }
        case "ct-helper":
        case "ct-settings":
        case "notrack":
        case "dnat":
        case "snat":
        case "masquerade":
        case "redirect":
        case "netmap":
        case "set-mark":
        case "connection-mark":
        case "tcp-mss":
        case "checksum":
        case "none":
        case "opaque":
          break;
        default:
          rule.target satisfies never;
      }
    }
  };
  walk(chainName, [], null, 0);
  return { ends, logged, observesEnd };
}
