import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { type After, afterTarget } from "../after-target";
import { ALL, type Bdd, NONE, type Node } from "../bdd/bdd";

/** What becomes of packets, by end; a REJECT that answers differently is another end. */
type Ends = ReadonlyMap<string, Node>;

const RETURN = "return";
const UNKNOWN = "unknown";

function endOf(target: Target): string | null {
  const after = afterTarget(target);
  if (after.kind === "return") return RETURN;
  if (after.kind !== "fate") return null;
  return target.kind === "reject" ? `reject ${target.with}` : after.fate;
}

/** The end of the rule itself, where it has one of its own. */
export const ownEnd = (rule: Rule): string | null => endOf(rule.target);

/** The end that most rules of a chain give. */
function commonEnd({ rules }: Chain): string {
  const count = new Map<string, number>();
  for (const rule of rules) {
    const end = ownEnd(rule);
    if (end !== null) count.set(end, (count.get(end) ?? 0) + 1);
  }
  return [...count].reduce((most, one) => (one[1] > most[1] ? one : most), [RETURN, 0] as const)[0];
}

/**
 * For each place of a chain what becomes of any packet that comes there. The end that most rules give is not kept: it is
 * that of all packets that meet no other one.
 */
export class ChainEnds {
  private readonly common: string;
  /** From the end of the chain to its beginning. */
  private readonly places: Ends[];

  constructor(
    private readonly bdd: Bdd,
    chain: Chain,
    matching: (index: number) => Node,
    private readonly called: (chain: string) => ChainEnds | null,
  ) {
    this.common = commonEnd(chain);
    const last = chain.policy === null ? RETURN : chain.policy === "ACCEPT" ? "accept" : "drop";
    this.places = [this.without(new Map([[last, ALL]]))];
    for (let index = chain.rules.length - 1; index >= 0; index--) {
      const following = this.places.at(-1) as Ends;
      this.places.push(this.before(chain.rules[index] as Rule, matching(index), following));
    }
  }

  /** Whether all of the packets meet an end that come to the place in front of a rule, or behind the last one. */
  allMeet(packets: Node, end: string, place: number): boolean {
    const others = this.places[this.places.length - 1 - place] ?? new Map<string, Node>();
    if (end !== this.common) return this.bdd.inside(packets, others.get(end) ?? NONE);
    for (const other of others.values()) if (this.bdd.meet(packets, other)) return false;
    return true;
  }

  /** What becomes of packets that enter the chain; together the ends are everything. */
  private whole(): Ends {
    const others = this.places.at(-1) as Ends;
    const some = [...others.values()].reduce((all: Node, set) => this.bdd.or(all, set), NONE);
    return new Map([...others, [this.common, this.bdd.not(some)]]);
  }

  private without(ends: Ends): Ends {
    return new Map([...ends].filter(([end, set]) => end !== this.common && set !== NONE));
  }

  /** What becomes of packets in front of a rule. */
  private before(rule: Rule, matching: Node, following: Ends): Ends {
    const { bdd } = this;
    const after = afterTarget(rule.target);
    if (after.kind === "next" || matching === NONE) return following;
    const own = ownEnd(rule);
    const taken = own === null ? this.through(after, following) : new Map([[own, ALL]]);
    const next = new Map<string, Node>();
    for (const [end, set] of following) next.set(end, bdd.choose(matching, taken.get(end) ?? NONE, set));
    for (const [end, set] of taken) if (!following.has(end)) next.set(end, bdd.and(matching, set));
    return this.without(next);
  }

  /** What a called chain does with all packets, when `following` is what comes behind the call. */
  private through(after: After, following: Ends): Ends {
    const { bdd } = this;
    const inside = after.kind === "call" ? this.called(after.chain)?.whole() : undefined;
    if (inside === undefined || after.kind !== "call") return new Map([[UNKNOWN, ALL]]);
    if (after.goto) return inside;
    const back = inside.get(RETURN) ?? NONE;
    const ends = new Map([...inside].filter(([end]) => end !== RETURN));
    for (const [end, set] of following) ends.set(end, bdd.or(ends.get(end) ?? NONE, bdd.and(back, set)));
    return ends;
  }
}
