import type { Packet, PacketHook } from "@/lib/core/packet/packet";
import { hookOf } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import { doubtText } from "./doubt";
import type { Rates } from "./evaluate-rule";
import { setOut, type Traveller } from "./traveller";
import type { Dependency, Fate, TraceStep, Verdict } from "./verdict";
import { type End, Walk } from "./walk";
import type { WalkPlace, Watch } from "./walk-place";

export type InterpretOptions = {
  /** Default: `quiet-source`. */
  readonly rates?: Rates;
  /** False: no trace is made, for many packets at a time. */
  readonly trace?: boolean;
  /** Is told of the rules on the way. */
  readonly watch?: Watch;
};

/** Without the table nothing filters there. */
function untouched(chain: string, table: string): Verdict {
  const text = `there is no table ${table}: nothing is decided there`;
  const trace: TraceStep[] = [{ kind: "note", chain, text }];
  return { verdict: "accept", rule: null, trace, possible: ["accept"], assumes: [], dependsOn: [] };
}

/** Rules of one family say nothing of packets of the other. */
export function otherFamily(ruleset: Ruleset, hook: string, packet: Packet): Verdict {
  const text = doubtText("other-family", { asked: packet.family, given: ruleset.family });
  return {
    verdict: "cannot-tell",
    rule: null,
    trace: [{ kind: "note", chain: hook, text: `not known: ${text}` }],
    possible: ["unknown"],
    assumes: [],
    dependsOn: [{ kind: "unsaid", text, rule: null }],
  };
}

/** The chain to begin with: the built-in one, else ours that is jumped to from there. */
function firstChain(table: Table, hook: string): { base: Chain; notes: TraceStep[] } {
  const builtIn = table.chains.find(({ name }) => name === hook);
  if (builtIn !== undefined) return { base: builtIn, notes: [] };
  const owned = table.chains.find(({ name }) => hookOf[name] === hook);
  if (owned !== undefined) {
    const text = `the text has no ${hook}: beginning in ${owned.name}, which ${hook} jumps to`;
    return { base: owned, notes: [{ kind: "note", chain: owned.name, text }] };
  }
  const text = `the text has no ${hook}`;
  const base = { name: hook, policy: null, rules: [] };
  return { base, notes: [{ kind: "note", chain: hook, text }] };
}

/** One fate on all ways is the verdict. */
export function conclude(fates: ReadonlySet<Fate>): Verdict["verdict"] {
  const [only] = fates;
  return fates.size !== 1 || only === undefined || only === "unknown" ? "cannot-tell" : only;
}

const chainsByName = new WeakMap<Table, ReadonlyMap<string, Chain>>();

function chainsOf(table: Table): ReadonlyMap<string, Chain> {
  const known = chainsByName.get(table);
  if (known !== undefined) return known;
  const made = new Map(table.chains.map((chain) => [chain.name, chain]));
  chainsByName.set(table, made);
  return made;
}

/** What one chain of a table does with a packet, and as what it comes out. */
export type ChainWalk = {
  readonly verdict: Verdict;
  /** The first is that of the ordinary way, which the trace tells of. */
  readonly ends: readonly End[];
  /** What it hangs on which of the ends it is. */
  readonly splits: readonly Dependency[];
};

/** Walks a packet through the built-in chain of a table that exists. */
export function walkChain(table: Table, traveller: Traveller, place: WalkPlace): ChainWalk {
  const { base, notes } = firstChain(table, place.hook);
  const walk = new Walk(chainsOf(table), base, place);
  const { ends } = walk.run(traveller);
  const rule = ends[0]?.rule ?? null;
  const fates = new Set(ends.map(({ fate }) => fate));
  const verdict = conclude(fates);
  const open = verdict === "cannot-tell";
  return {
    verdict: {
      verdict,
      rule: open ? (walk.dependsOn.find((dependency) => dependency.rule !== null)?.rule ?? null) : rule,
      trace: place.trace ? [...notes, ...walk.trace] : [],
      possible: [...fates],
      assumes: walk.assumes,
      dependsOn: open ? walk.dependsOn : [],
    },
    ends,
    splits: walk.splits,
  };
}

/** Follows a packet through one chain of any table (`hook` such as PREROUTING) by first match. */
export function interpretChain(
  ruleset: Ruleset,
  tableName: string,
  hook: PacketHook,
  packet: Packet,
  { rates = "quiet-source", trace = true, watch }: InterpretOptions = {},
): Verdict {
  if (ruleset.family !== packet.family) return otherFamily(ruleset, hook, packet);
  const table = ruleset.tables.find(({ name }) => name === tableName);
  if (table === undefined) return untouched(hook, tableName);
  const place = { family: ruleset.family, table: tableName, hook, host: null, rates, trace, watch };
  return walkChain(table, setOut(packet), place).verdict;
}

/**
 * What the filter table does with a packet: first match, from the built-in chain that the packet names.
 *
 * Where a condition cannot be decided (a shared rate, a match that is not modelled, something the packet does not say)
 * both ways are followed. A rate per source is taken to be kept, since the question is of one packet (`assumes` names it). One fate on all of them is the verdict; else it is `cannot-tell`, and `dependsOn` names what it
 * hangs on. Text that holds our own chains alone is answered from there; a packet that falls through them meets the
 * host's other rules, which the text does not say, so that is `cannot-tell` too.
 */
export function interpret(ruleset: Ruleset, packet: Packet, options: InterpretOptions = {}): Verdict {
  return interpretChain(ruleset, "filter", packet.chain, packet, options);
}
