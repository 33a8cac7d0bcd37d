import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { afterTarget } from "../after-target";
import { ALL, type Bdd, NONE, type Node } from "../bdd/bdd";

/** What becomes of packets, by end; a REJECT that answers differently is another end. Together they are everything. */
export type Ends = ReadonlyMap<string, Node>;

const RETURN = "return";
const UNKNOWN = "unknown";

function endOf(target: Target): string | null {
  const after = afterTarget(target);
  if (after.kind === "return") return RETURN;
  if (after.kind !== "fate") return null;
  return target.kind === "reject" ? `reject ${target.with}` : after.fate;
}

/** Where the rule's packets are taken by it, elsewhere what follows. */
function chosen(bdd: Bdd, asked: Node, taken: Ends, following: Ends): Ends {
  const keys = new Set([...taken.keys(), ...following.keys()]);
  const ends = [...keys].map(
    (key) => [key, bdd.choose(asked, taken.get(key) ?? NONE, following.get(key) ?? NONE)] as const,
  );
  return new Map(ends.filter(([, set]) => set !== NONE));
}

/** What a rule does with all packets that match it, when `following` is what comes behind it. */
function takenBy(bdd: Bdd, rule: Rule, following: Ends, called: (chain: string) => Ends | null): Ends {
  const after = afterTarget(rule.target);
  const end = endOf(rule.target);
  if (end !== null) return new Map([[end, ALL]]);
  if (after.kind === "next") return following;
  const inside = after.kind === "call" ? called(after.chain) : null;
  if (inside === null || after.kind !== "call") return new Map([[UNKNOWN, ALL]]);
  if (after.goto) return inside;
  const back = inside.get(RETURN) ?? NONE;
  return chosen(bdd, back, following, new Map([...inside].filter(([key]) => key !== RETURN)));
}

/**
 * For each place of a chain what becomes of any packet that comes there, from the last place to the first: the first
 * element is the whole chain, the last one is its end.
 */
export function endsFrom(
  bdd: Bdd,
  chain: Chain,
  matching: (rule: Rule, index: number) => Node,
  called: (chain: string) => Ends | null,
): readonly Ends[] {
  const last = chain.policy === null ? RETURN : chain.policy === "ACCEPT" ? "accept" : "drop";
  const places: Ends[] = [new Map([[last, ALL]])];
  for (let index = chain.rules.length - 1; index >= 0; index--) {
    const following = places[places.length - 1] as Ends;
    const rule = chain.rules[index] as Rule;
    places.push(chosen(bdd, matching(rule, index), takenBy(bdd, rule, following, called), following));
  }
  return places.reverse();
}

/** The end of the rule itself, where it has one of its own. */
export const ownEnd = (rule: Rule): string | null => endOf(rule.target);
