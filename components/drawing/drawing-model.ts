import { type Family, families } from "@/lib/core/net/family";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Ruleset, Section } from "@/lib/core/ruleset/ruleset";
import { type AddressSet, everyAddress, formatRange, normalise, sameSet } from "./address-set";
import { answersOf } from "./answers";
import type {
  Answers,
  Drawing,
  DrawingNames,
  ForwardRest,
  Lane,
  LaneVerdict,
  OutRest,
  Party,
  Rest,
} from "./drawing-types";
import { addressesOf, namedSets, nameParties } from "./name-parties";
import { nameServices, type PortAtom, portAtom } from "./name-services";
import { type EndRule, endRules } from "./reachable-rules";

/** Sections that every ruleset has or that only guard the others: they are listed elsewhere, not drawn as lanes. */
const undrawn: ReadonlySet<Section> = new Set<Section>([
  "loopback",
  "always",
  "protection",
  "logging",
  "final",
]);

/** What a compilation yields; structurally the compiler's own result. */
export type DrawnRulesets = { readonly ruleset4: Ruleset; readonly ruleset6: Ruleset | null };

/** Whether a rule is about new connections; rules about answers only are told as answers. */
export function opensConnections(matches: readonly Match[]): boolean {
  return matches.every((match) => {
    if (match.kind === "ct-state") {
      const isNew = match.states.includes("NEW") || match.states.includes("UNTRACKED");
      return isNew !== (match.negated ?? false);
    }
    // A packet without SYN opens no TCP connection: the panel's own session gets its answers by such a rule.
    if (match.kind === "tcp-flags" && !match.negated) {
      return !match.mask.includes("SYN") || match.set.includes("SYN");
    }
    return true;
  });
}

type Group = {
  readonly ruleId: string | null;
  readonly verdict: LaneVerdict;
  readonly family: Family;
  readonly own: AddressSet;
  readonly user: number | null;
  limited: boolean;
  /** Of every rule of the group, as they come; `addresses` is what they make together. */
  readonly collected: AddressRange[];
  addresses: AddressSet;
  readonly atoms: PortAtom[];
};

function groupsOf(ends: readonly EndRule[], direction: "in" | "out", family: Family): Group[] {
  const far = direction === "in" ? "source" : "destination";
  const near = direction === "in" ? "destination" : "source";
  // First the rules that share everything but the address become one set of addresses …
  const byAtom = new Map<string, Group>();
  const overLimit = new Set<string>();
  for (const { matches, verdict, origin } of ends) {
    if (verdict === "return" || !opensConnections(matches)) continue;
    if (origin !== null && undrawn.has(origin.section)) continue;
    // What exceeds a rule's rate is dropped by a rule of the same id: a mark on the lane, not a lane.
    if (verdict !== "accept" && matches.some((match) => match.kind === "source-limit" && match.above)) {
      if (origin?.ruleId != null) overLimit.add(origin.ruleId);
      continue;
    }
    const own = addressesOf(matches, near, family);
    const atom = portAtom(matches, "destination");
    const owner = matches.find((match) => match.kind === "owner-user");
    const user = owner?.kind === "owner-user" ? owner.first : null;
    const shared = [origin?.ruleId, verdict, own.map(formatRange), user];
    const key = JSON.stringify([...shared, atom]);
    const limited = matches.some((match) => match.kind === "limit" || match.kind === "source-limit");
    const addresses = addressesOf(matches, far, family);
    const known = byAtom.get(key);
    if (known === undefined) {
      byAtom.set(key, {
        ruleId: origin?.ruleId ?? null,
        verdict,
        family,
        own,
        user,
        limited,
        collected: [...addresses],
        addresses: [],
        atoms: [atom],
      });
    } else {
      known.collected.push(...addresses);
      known.limited ||= limited;
    }
  }
  // Once for all rules: a pasted list makes ten thousand of them.
  for (const group of byAtom.values()) group.addresses = normalise(group.collected);
  // … then those that share everything but the ports become one list of services.
  const byAddress = new Map<string, Group>();
  for (const group of byAtom.values()) {
    const key = JSON.stringify([
      group.ruleId,
      group.verdict,
      group.user,
      group.own.map(formatRange),
      group.addresses.map(formatRange),
    ]);
    const known = byAddress.get(key);
    if (known === undefined) byAddress.set(key, group);
    else {
      known.atoms.push(...group.atoms);
      known.limited ||= group.limited;
    }
  }
  for (const group of byAddress.values()) {
    if (group.ruleId !== null && overLimit.has(group.ruleId)) group.limited = true;
  }
  return [...byAddress.values()];
}

function restOf(ends: readonly EndRule[]): Rest {
  const last = ends.findLast(
    ({ matches, verdict }) => verdict !== "observed" && matches.every((match) => match.kind === "comment"),
  );
  if (last === undefined || last.verdict === "return" || last.verdict === "observed") return "host";
  return last.verdict;
}

/** A chain that sorts out what nat sent on has a word on it. */
function forwardRestOf(ends: readonly EndRule[]): ForwardRest {
  const sorts = ends.some(({ matches }) =>
    matches.some((match) => match.kind === "ct-state" && match.negated && match.states.includes("DNAT")),
  );
  return sorts ? "published" : restOf(ends);
}

/** The weaker of two families' answers is what the picture tells: open counts more than shut. */
function widest<R extends ForwardRest | OutRest>(rests: readonly R[]): R | "host" {
  for (const rest of ["accept", "observed", "host", "published", "reject", "drop"] as const) {
    const found = rests.find((one) => one === rest);
    if (found !== undefined) return found;
  }
  return "host";
}

/** Draws compiled rulesets: nothing in the picture comes from anywhere but their rules. */
export function drawRulesets(compiled: DrawnRulesets, names: DrawingNames): Drawing {
  const lanes = new Map<string, Lane>();
  const userNames = new Map(Object.entries(names.users ?? {}).map(([name, id]) => [id, name]));
  const rests = { in: [] as Rest[], out: [] as OutRest[], forward: [] as ForwardRest[] };
  const present: Family[] = [];
  const ends: { in: EndRule[]; out: EndRule[] } = { in: [], out: [] };
  for (const family of families) {
    const ruleset = family === 4 ? compiled.ruleset4 : compiled.ruleset6;
    if (ruleset === null) continue;
    present.push(family);
    const named = namedSets(names, family);
    rests.forward.push(forwardRestOf(endRules(ruleset, ownedChains.forward).ends));
    for (const direction of ["in", "out"] as const) {
      const walked = endRules(ruleset, direction === "in" ? ownedChains.input : ownedChains.output);
      ends[direction].push(...walked.ends);
      if (direction === "in") rests.in.push(restOf(walked.ends));
      else rests.out.push(walked.observesEnd ? "observed" : restOf(walked.ends));
      for (const group of groupsOf(walked.ends, direction, family)) {
        const ownAddress = sameSet(group.own, everyAddress(family))
          ? null
          : group.own.map(formatRange).join(", ");
        const parties: Party[] = nameParties(group.addresses, family, named, names.panelAddress);
        for (const party of parties) {
          for (const service of nameServices(group.atoms, names)) {
            // An own address differs by family and must not split one lane into two when the rule is the same.
            const key = [direction, group.ruleId, party.key, service.key, group.verdict, group.user].join(
              "|",
            );
            const keyed = ownAddress === null ? key : `${key}|${ownAddress}`;
            const known = lanes.get(keyed);
            lanes.set(keyed, {
              key: keyed,
              direction,
              party,
              service,
              verdict: group.verdict,
              families: known === undefined ? [family] : [...new Set([...known.families, family])],
              ruleId: group.ruleId,
              ownAddress,
              user: group.user,
              userName: group.user === null ? null : (userNames.get(group.user) ?? null),
              limited: group.limited || (known?.limited ?? false),
              logged: group.ruleId !== null && walked.logged.has(group.ruleId),
            });
          }
        }
      }
    }
  }
  const rest = { in: widest(rests.in), out: widest(rests.out), forward: widest(rests.forward) };
  const answers = (direction: "in" | "out"): Answers => {
    const own = answersOf(ends[direction], direction, names);
    return rest[direction] === "host" && own.kind === "none" ? { kind: "host" } : own;
  };
  return {
    lanes: [...lanes.values()],
    rest,
    answers: { in: answers("in"), out: answers("out") },
    families: present,
  };
}
