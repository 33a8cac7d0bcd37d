import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { mostRules, type NetworkObject, type Policy, type ServiceObject } from "@/lib/core/policy/schema";
import { isOwned, ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Entry, LiveRef, Treatment } from "./account";
import type { Pair, Room } from "./both-families";
import type { Surroundings } from "./conditions";
import { policyRef, ruleRef } from "./expand";
import { ObjectNames } from "./name-objects";
import { isUfw, type Owner, ownerByInterface, ownerOf, ownerOfTable } from "./owner";
import { readHook } from "./read-hook";
import { Tally } from "./tally";
import { clientOf, outboundCount, outboundList } from "./to-client";
import { inboundCount, inboundList, inboundRules, nearestRole, protectionsOf } from "./to-policy";

/** The live tables of both families; null where the host does not have the family or they are not known. */
export type Live = { readonly ruleset4: Ruleset | null; readonly ruleset6: Ruleset | null };

/** Objects that exist already: what holds the same gets no second name. */
export type KnownObjects = {
  readonly networks: readonly NetworkObject[];
  readonly services: readonly ServiceObject[];
};

/** A policy draft out of live rules, the objects that it needs anew, and what became of each live rule. */
export type Adoption = {
  readonly policy: Policy;
  readonly made: KnownObjects;
  /** Every live rule and the policy of each built-in chain, once, in the order of the text, IPv4 first. */
  readonly account: readonly Entry[];
  /** IPv6 refuses nothing where IPv4 does: nobody thought of it. */
  readonly forgotten: boolean;
  /** Set where there are more rules than a policy holds: it then hands on what it does not decide to the live rules. */
  readonly full: Full | null;
};

/** Live rules that could be said, but that a full policy has no room for. */
export type Full = {
  /** They stay on the host and are asked as today. */
  readonly kept: number;
  /** They are in chains of ours, which an apply writes anew: without them it would mean something else. */
  readonly lost: number;
};

export type AdoptOptions = {
  /** Keep IPv6 open where it was forgotten, instead of giving it the rules that IPv4 has for everybody. */
  readonly keepForgotten?: boolean;
  /** Rules that the policy may have in each direction; `mostRules` where it is not given, and never more. */
  readonly most?: number;
};

function surroundings(family: Family, hook: "INPUT" | "OUTPUT", facts: HostFacts): Surroundings {
  const outside = new Set(facts.addresses.map((one) => one.interface).filter((name) => name !== "lo"));
  const users = new Map(Object.entries(facts.users).map(([name, id]) => [id, name]));
  const own = facts.addresses.flatMap(({ address }) => parseAddress(address) ?? []);
  return { family, hook, own, outside: [...outside], users };
}

function readPair(live: Live, hook: "INPUT" | "OUTPUT", facts: HostFacts, tally: Tally): Pair {
  const read = (family: Family, ruleset: Ruleset | null) =>
    ruleset === null ? null : readHook(ruleset, surroundings(family, hook, facts), tally);
  return { 4: read(4, live.ruleset4), 6: read(6, live.ruleset6) };
}

/** IPv6 stands open and without a word of its own, and IPv4 does not. */
function isForgotten(pair: Pair): boolean {
  const [four, six] = [pair[4], pair[6]];
  if (four === null || six === null || four.end.verdict === "accept") return false;
  return six.end.verdict === "accept" && six.silent;
}

/** Who keeps a rule by itself: by the chain that it leads to, or by the interface that it names. */
function ruleOwner(rule: Rule | undefined): Owner | null {
  if (rule === undefined) return null;
  const { target } = rule;
  const leads = target.kind === "jump" || target.kind === "goto" ? target.chain : null;
  if (leads !== null && isUfw(leads)) return "ufw";
  return (leads === null ? null : ownerOf(leads)) ?? ownerByInterface(rule);
}

const forward: Treatment = { kind: "fits", into: [{ kind: "setting", name: "forward" }], notes: [] };

/** The jump to our own chain for what passes through. */
function forwardJump(rule: Rule | undefined): Treatment | null {
  return rule?.target.kind === "jump" && rule.target.chain === ownedChains.forward ? forward : null;
}

/** Our own chain in raw, which a policy whose client uses FTP brings along. */
const helper: Treatment = { kind: "implied", by: "answers", notes: [] };

const leadsToUs = (rule: Rule | undefined) => rule?.target.kind === "jump" && isOwned(rule.target.chain);

/** What of the filter table's other chains is not ours to say: what passes through, and chains that nothing leads to. */
function untold(chain: Chain, rule: Rule | undefined, reached: ReadonlySet<string>): Treatment {
  if (chain.name === ownedChains.forward) return forward;
  const owner = ownerOf(chain.name) ?? ruleOwner(rule);
  if (owner !== null) return { kind: "foreign", owner };
  if (reached.has(chain.name)) {
    return { kind: "foreign", owner: isUfw(chain.name) ? "ufw" : "forwarding" };
  }
  return { kind: "implied", by: "nothing", notes: [] };
}

/** The chains that FORWARD leads to, itself among them. */
function forwardChains(chains: readonly Chain[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const follow = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { target } of chains.find((chain) => chain.name === name)?.rules ?? []) {
      if (target.kind === "jump" || target.kind === "goto") follow(target.chain);
    }
  };
  follow("FORWARD");
  return reached;
}

/** Every live rule of a family with what became of it. */
function accountOf(ruleset: Ruleset, tally: Tally): Entry[] {
  return ruleset.tables.flatMap((table) => {
    const reached = forwardChains(table.chains);
    return table.chains.flatMap((chain): Entry[] => {
      const refs: LiveRef[] = chain.rules.map((rule, at) => ruleRef(ruleset, table.name, chain, rule, at));
      if (table.name !== "filter") {
        const owner = ownerOf(chain.name) ?? ownerOfTable(table.name);
        return refs.map((ref, at): Entry => {
          const rule = chain.rules[at];
          if (isOwned(chain.name) || leadsToUs(rule)) return { ...ref, ...helper };
          return { ...ref, kind: "foreign", owner: ruleOwner(rule) ?? owner };
        });
      }
      const builtIn = chain.name === "INPUT" || chain.name === "FORWARD" || chain.name === "OUTPUT";
      const all = builtIn ? [policyRef(ruleset, chain), ...refs] : refs;
      return all.map((ref): Entry => {
        const rule = ref.index === null ? undefined : chain.rules[ref.index];
        return { ...ref, ...(tally.of(ref) ?? forwardJump(rule) ?? untold(chain, rule, reached)) };
      });
    });
  });
}

/** A rule that hands on whatever nat did not send on begins the chain that holds published ports to the policy. */
const sortsPublished = ({ matches }: Rule) =>
  matches.some((match) => match.kind === "ct-state" && match.negated && match.states.includes("DNAT"));

/** Where our own chain for forwarded packets stands already and drops them, or those to published ports, it goes on doing so. */
function forwardOf(live: Live): Policy["forward"] {
  const chains = [live.ruleset4, live.ruleset6].flatMap((ruleset) =>
    (ruleset?.tables.find(({ name }) => name === "filter")?.chains ?? []).filter(
      ({ name }) => isOwned(name) && name === ownedChains.forward,
    ),
  );
  if (chains.some(({ rules }) => rules.some(sortsPublished))) return "published";
  const drops = chains.length > 0 && chains.every(({ rules }) => rules.at(-1)?.target.kind === "drop");
  return drops ? "drop" : "return";
}

function fullOf(account: readonly Entry[]): Full {
  const beyond = account.filter((entry) => entry.kind === "opaque" && entry.because === "too-many");
  const lost = beyond.filter(({ chain }) => isOwned(chain)).length;
  return { kept: beyond.length - lost, lost };
}

/**
 * Turns what a host's tables say into a policy draft, and accounts for each live rule exactly once. Nothing is dropped
 * silently: what a policy has no word for is in the account as `opaque` with the condition on which it hangs, and what
 * other programs keep is `foreign`. For entries of which `keepsMeaning` holds, each first packet of a connection that the
 * rule decides today meets the same verdict by the policy; the rest is told by comparing the two in meaning. Where there are
 * more rules than a policy holds, it takes the first of them and hands on all else to the live rules (`full`).
 */
export function adopt(
  live: Live,
  facts: HostFacts,
  known: KnownObjects,
  options: AdoptOptions = {},
): Adoption {
  const tally = new Tally();
  const input = readPair(live, "INPUT", facts, tally);
  const output = readPair(live, "OUTPUT", facts, tally);
  const forgotten = isForgotten(input);
  const close = (pair: Pair): ReadonlySet<Family> =>
    new Set<Family>(isForgotten(pair) && !options.keepForgotten ? [6] : []);
  const listsOf = (closing: (pair: Pair) => ReadonlySet<Family>) => ({
    inbound: inboundList(input, closing(input), facts),
    outbound: outboundList(output, closing(output)),
  });
  const all = listsOf(close);
  const most = options.most ?? mostRules;
  const handsOn = inboundCount(all.inbound) > most || outboundCount(all.outbound) > most;
  // What is handed on to a chain that stands open cannot be closed.
  const { inbound, outbound } = handsOn ? listsOf(() => new Set()) : all;
  const names = new ObjectNames(known.networks, known.services);
  const room: Room = { most, handsOn };
  const rules = inboundRules(input, inbound, room, facts, names, tally);
  const client = clientOf(output, input, outbound, room, names, tally);
  const role = nearestRole(rules);
  const policy: Policy = {
    schema: "sekisho-policy/1",
    purposes: [{ id: role, role, address: null, rules }],
    client,
    protections: protectionsOf(input),
    controlPanelPort: null,
    forward: forwardOf(live),
    otherwise: handsOn ? "hand-on" : "refuse",
    wideSourceConfirmed: false,
    networks: [...known.networks, ...names.networks],
    services: [...known.services, ...names.services],
  };
  const account = [live.ruleset4, live.ruleset6].flatMap((ruleset) =>
    ruleset === null ? [] : accountOf(ruleset, tally),
  );
  const made = { networks: names.networks, services: names.services };
  return { policy, made, account, forgotten, full: handsOn ? fullOf(account) : null };
}
