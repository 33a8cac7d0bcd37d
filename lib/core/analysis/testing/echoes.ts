import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { addressBits } from "@/lib/core/net/family";
import type { Random } from "@/lib/core/packet/random-packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { Dice } from "./dice";
import { parseSaved } from "./kernel-run";
import { anchors } from "./random-tables";

/** Conditions that others do not need beside them, so that a rule is whole without one. */
const free: readonly Match["kind"][] = [
  "source",
  "destination",
  "source-range",
  "destination-range",
  "in-interface",
  "out-interface",
  "ct-state",
  "ct-direction",
  "mark",
  "connection-mark",
];

const fieldOf = (kind: Match["kind"]) => kind.replace("-range", "");

/** What counts has a name of its own in each rule. */
const counts = ({ matches }: Rule) =>
  matches.some(({ kind }) => kind.endsWith("limit") && kind !== "hop-limit");

/** The two halves of a prefix, as two rules. */
function halves(rule: Rule, family: Family): readonly Rule[] {
  const at = rule.matches.findIndex(
    (match) =>
      (match.kind === "source" || match.kind === "destination") &&
      !match.negated &&
      match.prefix.length < addressBits(family),
  );
  const match = rule.matches[at];
  if (match === undefined || (match.kind !== "source" && match.kind !== "destination")) return [];
  const { prefix } = match;
  const length = prefix.length + 1;
  return [0n, 1n].map((half) => {
    const value = prefix.value | (half << BigInt(addressBits(family) - length));
    return { ...rule, matches: rule.matches.with(at, { ...match, prefix: { ...prefix, value, length } }) };
  });
}

/** What decides the other way. */
const turned: Readonly<Partial<Record<Target["kind"], Target>>> = {
  accept: { kind: "drop" },
  drop: { kind: "accept" },
};

/**
 * The ruleset with rules said again, before and behind them: as they are, with a condition more or less, decided the other
 * way, or as the two halves of their addresses. Many of them have no effect, and many nearly none.
 */
export function withEchoes(random: Random, ruleset: Ruleset): Ruleset {
  const dice = new Dice(random);
  const { family } = ruleset;
  const conditions = ({ matches }: Rule, others: readonly Rule[]): readonly Match[] => {
    if (dice.chance(0.1)) return matches;
    const droppable = matches.filter(({ kind }) => free.includes(kind));
    if (dice.chance(0.3) && droppable.length > 0) {
      const dropped = dice.pick(droppable);
      return matches.filter((match) => match !== dropped);
    }
    const kinds = matches.map(({ kind }) => fieldOf(kind));
    const further = others
      .flatMap((other) => other.matches)
      .filter(({ kind }) => free.includes(kind) && !kinds.includes(fieldOf(kind)));
    return further.length === 0 ? matches : [dice.pick(further), ...matches];
  };
  const echo = (table: string, rule: Rule, others: readonly Rule[]): Rule => {
    // The table nat takes no DROP.
    const other = table !== "nat" && dice.chance(0.2) ? turned[rule.target.kind] : undefined;
    return { ...rule, matches: conditions(rule, others), target: other ?? rule.target };
  };
  const echoed = (table: string, chain: Chain): Chain => {
    const first = anchors(table, chain.name).length;
    const rules = [...chain.rules];
    for (const rule of chain.rules.slice(first)) {
      if (rule.matches.length === 0 || counts(rule)) continue;
      for (let times = table === "filter" ? 1 + dice.number(3) : dice.number(1); times > 0; times--) {
        const parts = dice.chance(0.2) ? halves(rule, family) : [];
        // Nearly always in front: behind it most packets are taken.
        const own = rules.indexOf(rule);
        const at = dice.chance(0.8)
          ? first + dice.number(own - first)
          : own + dice.number(rules.length - own);
        rules.splice(at, 0, ...(parts.length > 0 ? parts : [echo(table, rule, chain.rules)]));
      }
    }
    return { ...chain, rules };
  };
  const tables = ruleset.tables.map(({ name, chains }) => ({
    name,
    chains: chains.map((chain) => echoed(name, chain)),
  }));
  // As text, so that conditions stand in the order of texts.
  return parseSaved(renderRestore({ ...ruleset, tables }), family);
}
