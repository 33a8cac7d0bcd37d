import type { PacketChain } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { ALL, NONE, type Node, TooComplex } from "../bdd/bdd";
import { follow } from "../path/follow";
import type { PathHost } from "../path/path-host";
import { type Journey, type Outcome, SymbolicRuleset } from "../symbolic/journey";
import { knownAddresses } from "../symbolic/known-addresses";
import { fieldOrders } from "../symbolic/layout";
import { layoutInput } from "../symbolic/layout-input";
import { PacketSpace } from "../symbolic/packet-space";
import type { Fate } from "../verdict";
import type { ChangeKind, ChangeRow, MeaningDiff } from "./change-row";
import { ordinaryQuestions, ordinaryStart, possiblePackets } from "./ordinary";
import { packetGroup } from "./packet-group";
import { changedRates } from "./rate-changes";
import { type Region, RegionReader } from "./regions";
import { sampleOf } from "./sample";

export type DiffOptions = {
  /** What is known of the host, or null: then what its addresses would decide stays a named condition. */
  readonly host: PathHost | null;
  /** The most rows; the rest is counted, up to as many again. */
  readonly rows?: number;
  /** The most nodes for one order of the fields. */
  readonly budget?: number;
};

const usualRows = 100;
/** At most some 500 MB for the whole process, where it is too complex; measured: 10,000 rules of a policy need 600,000. */
const usualBudget = 2_000_000;

const fates = ["accept", "drop", "reject", "unknown"] as const;

/**
 * Which packets meet another end, exactly: packets that come in or that the host sends, in every state, through all
 * tables. Each row carries a packet that was followed through both rulesets. Both are of one family.
 */
export function diffRulesets(before: Ruleset, after: Ruleset, options: DiffOptions): MeaningDiff {
  const answer = inPacketSpace([before, after], options, (space) => {
    const [old, next] = [new SymbolicRuleset(space, before), new SymbolicRuleset(space, after)];
    const changed: ChangedSets = (journey) => {
      const [was, is] = [old.outcome(journey), next.outcome(journey)];
      return (common) => pairs(space, was, is, common);
    };
    return tellChanges(space, changed, { before, after }, options);
  });
  return answer ?? { outcome: "too-complex" };
}

/** Asks about rulesets of one family in sets of packets; null: too complex in each order of the fields. */
export function inPacketSpace<T>(
  rulesets: readonly [Ruleset, ...Ruleset[]],
  options: DiffOptions,
  ask: (space: PacketSpace) => T,
): T | null {
  const { family } = rulesets[0];
  const addresses = knownAddresses(options.host, family);
  const input = layoutInput(rulesets, addresses, ordinaryQuestions(family));
  for (const order of fieldOrders) {
    const space = new PacketSpace(input, { order, budget: options.budget ?? usualBudget, addresses });
    try {
      return ask(space);
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
    }
  }
  return null;
}

/** What two sets of packets have in common, as far as it is asked for at the moment. */
type Common = (a: Node, b: Node) => Node;

/** The packets of one journey of which something is told: their fate before and after, and who they are. */
export type ChangedSets = (journey: Journey) => (common: Common) => Iterable<readonly [Fate, Fate, Node]>;

/** Sets of packets as rows; the sample of each is followed through both rulesets. */
export function tellChanges(
  space: PacketSpace,
  changed: ChangedSets,
  { before, after }: { readonly before: Ruleset; readonly after: Ruleset },
  options: DiffOptions,
): MeaningDiff {
  const limit = options.rows ?? usualRows;
  const rows: ChangeRow[] = [];
  let more = 0;
  for (const change of changes(space, changed)) {
    if (rows.length < limit) rows.push(rowOf(space, change, before, after, options.host));
    else if (++more >= limit) break;
  }
  if (rows.length === 0) return { outcome: "equal" };
  return { outcome: "different", rows: rows.toSorted((a, b) => rank(a) - rank(b)), more };
}

type Change = {
  readonly journey: Journey;
  readonly ordinary: boolean;
  readonly before: Fate;
  readonly after: Fate;
  readonly region: Region;
  /** Those of the region that can be, to take the sample from. */
  readonly packets: Node;
};

/** Ordinary new connections first: who may begin one is what people ask. Then, exactly, everything else. */
function* changes(space: PacketSpace, changed: ChangedSets): Generator<Change> {
  const { bdd } = space;
  const start = ordinaryStart(space);
  const reader = new RegionReader(space);
  const isNew = bdd.exists(start.set, (level) => start.values.has(level));
  const journeys: readonly Journey[] = ["arriving", "leaving"];
  const asked = journeys.map((journey) => ({
    journey,
    possible: possiblePackets(space, journey),
    sets: changed(journey),
  }));
  for (const ordinary of [true, false]) {
    for (const { journey, possible, sets } of asked) {
      const part = (set: Node) => {
        const some = bdd.and(set, possible);
        if (!ordinary) return bdd.minus(some, start.set);
        return bdd.and(bdd.written(some, start.values), isNew);
      };
      // Packets that cannot be need no row of their own, so they may stand in whatever row they make simpler.
      const care = part(ALL);
      for (const [before, after, exact] of sets((a, b) => part(bdd.and(a, b)))) {
        const simple = bdd.simplified(exact, care);
        const set = ordinary ? bdd.and(simple, isNew) : simple;
        for (const region of reader.read(set, journey)) {
          const packets = bdd.and(reader.asSet(region), exact);
          // A region of packets that cannot be.
          if (packets !== NONE) yield { journey, ordinary, before, after, region, packets };
        }
      }
    }
  }
}

/** What each change is about; accepted before and after: those that are held to another rate. */
function* pairs(
  space: PacketSpace,
  was: Outcome,
  is: Outcome,
  common: Common,
): Generator<[Fate, Fate, Node]> {
  const { bdd } = space;
  const rated = changedRates(space, was, is, common);
  for (const before of fates) {
    for (const after of fates) {
      if (before === after) continue;
      const set = bdd.minus(common(was[before], is[after]), rated);
      if (set !== NONE) yield [before, after, set];
    }
  }
  if (rated !== NONE) yield ["accept", "accept", rated];
}

function kindOf(before: Fate, after: Fate): ChangeKind {
  if (before === after) return "rate-changed";
  if (before === "unknown" || after === "unknown") return "not-known";
  if (after === "accept") return "opened";
  return before === "accept" ? "closed" : "answered-differently";
}

const kinds: readonly ChangeKind[] = [
  "opened",
  "closed",
  "rate-changed",
  "answered-differently",
  "not-known",
];

/** Ordinary new connections, then what is opened, closed, answered differently. */
function rank(row: ChangeRow): number {
  return (row.ordinary ? 0 : kinds.length) + kinds.indexOf(row.kind);
}

function hookOf(journey: Journey, { codes }: Region): PacketChain {
  if (journey === "leaving") return "OUTPUT";
  return codes.get("to-host")?.at(-1)?.last === 1 ? "INPUT" : "FORWARD";
}

function rowOf(
  space: PacketSpace,
  { journey, ordinary, before, after, region, packets }: Change,
  old: Ruleset,
  next: Ruleset,
  host: PathHost | null,
): ChangeRow {
  const hook = hookOf(journey, region);
  const sample = sampleOf(space, packets, hook, host);
  const onlyBeyondRates = space.bdd.written(packets, space.keptRates("within")) === NONE;
  const wayOf = (ruleset: Ruleset) =>
    // Beyond a rate, what decides is the rule that holds the rate.
    follow(ruleset, sample, host, { trace: false, ...(onlyBeyondRates && { rates: "open" }) });
  const paths = { before: wayOf(old), after: wayOf(next) };
  return {
    ...packetGroup(space, region, hook),
    ordinary,
    kind: kindOf(before, after),
    before,
    after,
    onlyBeyondRates,
    sample,
    paths,
    rules: { before: paths.before.rule, after: paths.after.rule },
  };
}
