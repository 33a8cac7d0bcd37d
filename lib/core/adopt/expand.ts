import { ruleText } from "@/lib/core/analysis/condition";
import type { Match } from "@/lib/core/ruleset/match";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import type { LiveRef } from "./account";
import { type Owner, ownerOf } from "./owner";

/** A rule as it is met on one way through the chains, with the conditions of every jump on that way. */
export type Step =
  | {
      readonly kind: "rule";
      readonly ref: LiveRef;
      /** The jumps that led here. */
      readonly by: readonly LiveRef[];
      readonly matches: readonly Match[];
      readonly target: Target;
    }
  /** A jump into a chain that a program keeps. */
  | { readonly kind: "foreign"; readonly ref: LiveRef; readonly owner: Owner }
  /** A jump whose chain cannot be read as a list: it is left in the middle, or led into from itself. */
  | {
      readonly kind: "unread";
      readonly ref: LiveRef;
      readonly chain: string;
      readonly by: readonly LiveRef[];
      /** What its chain does not decide goes to the chain policy at once. */
      readonly forGood: boolean;
    }
  /** A rule that decides nothing on this way. */
  | { readonly kind: "idle"; readonly ref: LiveRef };

/** The chain policy of a built-in chain as a rule without a number. */
export function policyRef(ruleset: Ruleset, chain: Chain): LiveRef {
  const text = `-P ${chain.name} ${chain.policy ?? "ACCEPT"}`;
  return { family: ruleset.family, table: "filter", chain: chain.name, index: null, line: null, text };
}

export function ruleRef(ruleset: Ruleset, table: string, chain: Chain, rule: Rule, index: number): LiveRef {
  const text = ruleText(rule, chain.name, ruleset.family);
  return { family: ruleset.family, table, chain: chain.name, index, line: rule.line ?? null, text };
}

const isUnconditional = ({ matches }: Rule) =>
  matches.every(({ kind }) => kind === "comment" || kind === "extension");

/** Packets in INPUT are for this host, for a group or for everybody, so returning for those returns for each packet. */
const forThisHost = new Set(["LOCAL", "MULTICAST", "BROADCAST"]);
function returnsForAll(chain: Chain): boolean {
  const returned = chain.rules.flatMap((rule) => {
    const [only] = rule.matches;
    const asked = rule.target.kind === "return" && rule.matches.length === 1 && only?.kind === "address-type";
    return asked && only.side === "destination" && !only.negated ? only.type.split(",") : [];
  });
  return [...forThisHost].every((type) => returned.includes(type));
}

/** Reads the rules that a packet meets from a built-in chain on, in the order in which it meets them. */
export class Expansion {
  private readonly chains: ReadonlyMap<string, Chain>;

  constructor(private readonly ruleset: Ruleset) {
    const filter = ruleset.tables.find(({ name }) => name === "filter");
    this.chains = new Map((filter?.chains ?? []).map((chain) => [chain.name, chain]));
  }

  steps(hook: string): Step[] {
    const chain = this.chains.get(hook);
    return chain === undefined ? [] : this.walk(chain, [], [], new Set([hook]));
  }

  /** Whether the chain's rules can stand in place of the jump to it. */
  private isList(chain: Chain, above: ReadonlySet<string>): boolean {
    if (above.has(chain.name)) return false;
    const inside = new Set([...above, chain.name]);
    const verdicts = chain.rules.some(({ target }) => !logs(target) && target.kind !== "return");
    return chain.rules.every((rule) => {
      const { target } = rule;
      switch (target.kind) {
        case "return":
          // Where nothing but logging goes on, leaving early leaves nothing out.
          return isUnconditional(rule) || !verdicts;
        case "goto":
          return false;
        case "jump": {
          const next = this.chains.get(target.chain);
          return (
            next === undefined ||
            ownerOf(next.name) !== null ||
            returnsForAll(next) ||
            this.isList(next, inside)
          );
        }
        default:
          return true;
      }
    });
  }

  private walk(
    chain: Chain,
    matches: readonly Match[],
    by: readonly LiveRef[],
    above: ReadonlySet<string>,
  ): Step[] {
    const builtIn = by.length === 0;
    const steps: Step[] = [];
    let over = false;
    for (const [index, rule] of chain.rules.entries()) {
      const ref = ruleRef(this.ruleset, "filter", chain, rule, index);
      const { target } = rule;
      const all = [...matches, ...rule.matches];
      if (over) {
        steps.push({ kind: "idle", ref });
        continue;
      }
      if (target.kind === "return" && !builtIn) {
        steps.push({ kind: "idle", ref });
        over = isUnconditional(rule);
        continue;
      }
      if (target.kind === "jump" || target.kind === "goto") {
        steps.push(...this.jump(ref, target, all, by, above));
        continue;
      }
      steps.push({ kind: "rule", ref, by, matches: all, target });
    }
    return steps;
  }

  private jump(
    ref: LiveRef,
    target: Extract<Target, { kind: "jump" | "goto" }>,
    matches: readonly Match[],
    by: readonly LiveRef[],
    above: ReadonlySet<string>,
  ): Step[] {
    const owner = ownerOf(target.chain);
    if (owner !== null) return [{ kind: "foreign", ref, owner }];
    const chain = this.chains.get(target.chain);
    if (chain === undefined || chain.rules.length === 0) return [{ kind: "idle", ref }];
    const forGood = target.kind === "goto";
    if ((forGood && by.length > 0) || !this.isList(chain, above)) {
      return returnsForAll(chain) && !forGood
        ? [{ kind: "idle", ref }, ...this.refs(chain).map((each): Step => ({ kind: "idle", ref: each }))]
        : [{ kind: "unread", ref, chain: chain.name, by, forGood }];
    }
    const inside = this.walk(chain, matches, [...by, ref], new Set([...above, chain.name]));
    // What is sent on for good and not decided there comes back to the chain policy, behind every other rule.
    return forGood ? [...inside, { kind: "rule", ref, by, matches, target: { kind: "return" } }] : inside;
  }

  /** Every rule of a chain. */
  refs(chain: Chain): LiveRef[] {
    return chain.rules.map((rule, index) => ruleRef(this.ruleset, "filter", chain, rule, index));
  }

  chain(name: string): Chain | undefined {
    return this.chains.get(name);
  }
}

function logs(target: Target): boolean {
  return target.kind === "log" || target.kind === "nflog" || target.kind === "none";
}
