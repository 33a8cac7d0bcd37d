import { interfaceClasses } from "@/lib/core/analysis/symbolic/interface-classes";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Told } from "./meaning";

const loopback = "lo";

/** The words for interfaces on one side that two rulesets tell apart: names, patterns, and `*` for all others. */
function interfaceWords(rulesets: readonly Ruleset[], side: "in" | "out"): readonly string[] {
  const asked = new Set<string>();
  for (const { tables } of rulesets) {
    for (const { chains } of tables) {
      for (const { rules } of chains) {
        for (const { matches } of rules) {
          for (const match of matches) {
            if (match.kind === `${side}-interface` && "name" in match) asked.add(match.name);
          }
        }
      }
    }
  }
  return interfaceClasses(asked).words;
}

export type InterfaceTeller = (side: "in" | "out", words: readonly string[] | null) => Told<string> | null;

/** Tells interfaces as these, or as all but these. Null: all but the host's own `lo`, which is the ordinary case. */
export function interfaceTeller(rulesets: readonly Ruleset[]): InterfaceTeller {
  const all = { in: interfaceWords(rulesets, "in"), out: interfaceWords(rulesets, "out") };
  return (side, words) => {
    if (words === null) return { except: true, terms: [] };
    const lacking = all[side].filter((word) => !words.includes(word));
    // `*` has no name of its own.
    if (!words.includes("*")) return { except: false, terms: words };
    return lacking.length === 1 && lacking[0] === loopback ? null : { except: true, terms: lacking };
  };
}
