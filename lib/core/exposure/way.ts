import { endsEverything } from "@/lib/core/analysis/foreign-rules";
import { type JumpPlace, jumpPlace } from "@/lib/core/analysis/jump-place";
import { natTable, translates } from "@/lib/core/analysis/path/earlier-translation";
import { liveFilter } from "@/lib/core/analysis/substitute";
import { isOwned, ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";

/**
 * How packets get in. `ours`: our chain lets them in. `above`: a rule in front of our jump does, so that our chain is
 * not asked. `below`: our chain says nothing of them, and what comes after lets them in. `others`: there is no jump to
 * our chain, rules of others let them in. `no-rules`: nothing in the family filters what comes in. `forwarded`: nat
 * sends them elsewhere, so that they pass FORWARD and never what filters INPUT; `published`: so too, and a rule of our
 * chain there lets them on.
 */
export type WayIn = "ours" | "above" | "below" | "others" | "no-rules" | "forwarded" | "published";

/** The tables with every other way shut: what gets through gets in by this way. */
export type WayRules = { readonly way: WayIn; readonly rules: Ruleset };

/** More rules in front of our jump that let somebody in are looked at together. */
const mostAbove = 8;

const shut = (name: string): Chain => ({ name, policy: "DROP", rules: [] });

/** The ruleset with other chains of the table filter. */
function withFilter(ruleset: Ruleset, change: (chain: Chain) => Chain): Ruleset {
  const others = ruleset.tables.filter(({ name }) => name !== "filter");
  return { ...ruleset, tables: [...others, { name: "filter", chains: liveFilter(ruleset).map(change) }] };
}

function withChains(ruleset: Ruleset, more: readonly Chain[]): Ruleset {
  if (more.length === 0) return ruleset;
  const tables = ruleset.tables.map((table) =>
    table.name === "filter" ? { ...table, chains: [...table.chains, ...more] } : table,
  );
  return { ...ruleset, tables };
}

/** Nothing is forwarded, and INPUT has these rules. */
function withInput(ruleset: Ruleset, rules: readonly Rule[], policy: Chain["policy"] = "DROP"): Ruleset {
  return withFilter(ruleset, (chain) => {
    if (chain.name === "FORWARD") return shut("FORWARD");
    return chain.name === "INPUT" ? { ...chain, policy, rules } : chain;
  });
}

const later: ReadonlySet<string> = new Set(["ESTABLISHED", "RELATED"]);

/** Whether a rule may let a first packet from outside in; a chain is looked at with what it leads to. */
function mayLetIn(rule: Rule, chains: readonly Chain[], seen: readonly string[] = []): boolean {
  const never = rule.matches.some(
    (match) =>
      (match.kind === "in-interface" && match.name === "lo" && !match.negated) ||
      (match.kind === "ct-state" && !match.negated && match.states.every((state) => later.has(state))),
  );
  if (never) return false;
  const { target } = rule;
  switch (target.kind) {
    case "accept":
    case "opaque":
      return true;
    case "jump":
    case "goto": {
      if (seen.includes(target.chain)) return false;
      const inside = chains.find(({ name }) => name === target.chain)?.rules ?? [];
      return inside.some((one) => mayLetIn(one, chains, [...seen, target.chain]));
    }
    default:
      return false;
  }
}

/** What our chains let in is shut, so that what they pass on is left. */
function withoutOurs(ruleset: Ruleset): Ruleset {
  return withFilter(ruleset, (chain) =>
    isOwned(chain.name)
      ? {
          ...chain,
          rules: chain.rules.map((rule) =>
            rule.target.kind === "accept" ? { ...rule, target: { kind: "drop" } as const } : rule,
          ),
        }
      : chain,
  );
}

/** Whether the family's INPUT leads to our chain. */
export function hasOurJump(ruleset: Ruleset): boolean {
  return jumpPlace(liveFilter(ruleset), ownedChains.input)?.present === true;
}

function otherWays(ruleset: Ruleset): readonly WayRules[] {
  const input = liveFilter(ruleset).find(({ name }) => name === "INPUT");
  const none = input?.rules.length === 0 && input.policy === "ACCEPT";
  const rules = withInput(ruleset, input?.rules ?? [], input?.policy ?? "ACCEPT");
  return [{ way: none ? "no-rules" : "others", rules }];
}

type Refusals = { readonly rules: readonly Rule[]; readonly chains: readonly Chain[] };

/** Rules without what lets somebody in: what they refuse is still refused. Chains that they lead to come as copies. */
function refusals(rules: readonly Rule[], chains: readonly Chain[]): Refusals {
  const copies = new Map<string, Chain>();
  const copied = (name: string) => `${name} (refusals)`;
  const kept = (list: readonly Rule[]): readonly Rule[] =>
    list.flatMap((rule): readonly Rule[] => {
      if (!mayLetIn(rule, chains)) return [rule];
      const { target } = rule;
      if (target.kind !== "jump" && target.kind !== "goto") return [];
      const inside = chains.find(({ name }) => name === target.chain);
      if (inside !== undefined && !copies.has(target.chain)) {
        // Its place is taken before it is filled: chains that lead to each other end here.
        copies.set(target.chain, inside);
        copies.set(target.chain, { ...inside, name: copied(target.chain), rules: kept(inside.rules) });
      }
      return [{ ...rule, target: { ...target, chain: copied(target.chain) } }];
    });
  const left = kept(rules);
  return { rules: left, chains: [...copies.values()] };
}

/** Each way in by itself. What rules in front of our jump refuse is refused in every way behind them. */
function managedWays(ruleset: Ruleset): readonly WayRules[] {
  const chains = liveFilter(ruleset);
  const input = chains.find(({ name }) => name === "INPUT") ?? shut("INPUT");
  const at = jumpPlace(chains, ownedChains.input)?.index ?? 0;
  const front = input.rules.slice(0, at);
  const behind = (before: readonly Rule[], rules: readonly Rule[], policy: Chain["policy"] = "DROP") => {
    const refused = refusals(before, chains);
    return withChains(withInput(ruleset, [...refused.rules, ...rules], policy), refused.chains);
  };
  const letting = front.flatMap((rule, index) => (mayLetIn(rule, chains) ? [index] : []));
  const alone = letting.slice(0, mostAbove).map(
    (index): WayRules => ({
      way: "above",
      rules: behind(front.slice(0, index), front.slice(index, index + 1)),
    }),
  );
  const next = letting[mostAbove];
  const together: readonly WayRules[] =
    next === undefined ? [] : [{ way: "above", rules: behind(front.slice(0, next), front.slice(next)) }];
  const own = chains.find(({ name }) => name === ownedChains.input);
  const below: readonly WayRules[] =
    own !== undefined && endsEverything(own)
      ? []
      : [{ way: "below", rules: withoutOurs(behind(front, input.rules.slice(at), input.policy)) }];
  return [
    ...alone,
    ...together,
    { way: "ours", rules: behind(front, input.rules.slice(at, at + 1)) },
    ...below,
  ];
}

/** A rule of our chain in FORWARD that speaks of who may begin a connection to a published port. */
function letsOn({ matches, target }: Rule): boolean {
  const begins = matches.some(
    (match) => match.kind === "ct-state" && !match.negated && match.states.includes("NEW"),
  );
  return target.kind === "return" && begins;
}

/** What our chain in FORWARD hands on where `shuts` says so is dropped there. */
function withoutHandedOn(ruleset: Ruleset, shuts: (rule: Rule) => boolean): Ruleset {
  return withFilter(ruleset, (chain) =>
    chain.name === ownedChains.forward
      ? {
          ...chain,
          rules: chain.rules.map((rule) =>
            shuts(rule) ? { ...rule, target: { kind: "drop" } as const } : rule,
          ),
        }
      : chain,
  );
}

/** What is let on before our chain in FORWARD is asked, is not; what is refused there, still is. */
function withoutEarlier(ruleset: Ruleset, place: JumpPlace): Ruleset {
  const chains = liveFilter(ruleset);
  const cuts = new Map([[place.chain, place.index]]);
  if (place.chain !== "FORWARD") {
    const rules = chains.find(({ name }) => name === "FORWARD")?.rules ?? [];
    cuts.set(
      "FORWARD",
      rules.findIndex(({ target }) => target.kind === "jump" && target.chain === place.chain),
    );
  }
  const copies: Chain[] = [];
  const cut = withFilter(ruleset, (chain) => {
    const index = cuts.get(chain.name);
    if (index === undefined) return chain;
    // Nothing leads to our chain: nobody is let on by it.
    if (index < 0) return shut(chain.name);
    const refused = refusals(chain.rules.slice(0, index), chains);
    copies.push(...refused.chains);
    return { ...chain, rules: [...refused.rules, ...chain.rules.slice(index)] };
  });
  return withChains(cut, copies);
}

/** Through nat and FORWARD: by rules of ours that name published ports, and by none of them. */
function forwardedWays(ruleset: Ruleset): readonly WayRules[] {
  const moved = withFilter(ruleset, (chain) => (chain.name === "INPUT" ? shut("INPUT") : chain));
  const chains = liveFilter(ruleset);
  const own = chains.find(({ name }) => name === ownedChains.forward);
  const place = jumpPlace(chains, ownedChains.forward);
  if (!own?.rules.some(letsOn) || place?.present !== true) return [{ way: "forwarded", rules: moved }];
  const isEnd = ({ matches, target }: Rule) => target.kind === "return" && matches.length === 0;
  return [
    { way: "published", rules: withoutHandedOn(withoutEarlier(moved, place), isEnd) },
    { way: "forwarded", rules: withoutHandedOn(moved, letsOn) },
  ];
}

/** The ways in that there may be in one family, each with the tables in which it is the only one. */
export function waysIn(ruleset: Ruleset): readonly WayRules[] {
  const nat = natTable(ruleset);
  const moved = nat !== null && translates(nat);
  return [
    ...(hasOurJump(ruleset) ? managedWays(ruleset) : otherWays(ruleset)),
    ...(moved ? forwardedWays(ruleset) : []),
  ];
}
