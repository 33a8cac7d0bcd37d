import type { AddressRange } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { NONE, type Node, TooComplex } from "../bdd/bdd";
import { valuesOf } from "../diff/code-values";
import { ordinaryQuestions, possiblePackets } from "../diff/ordinary";
import { sampleOf } from "../diff/sample";
import { isEverything, split } from "../diff/split";
import type { Rates } from "../evaluate-rule";
import { follow } from "../path/follow";
import type { PathHost } from "../path/path-host";
import { type Journey, type Outcome, SymbolicRuleset } from "../symbolic/journey";
import { knownAddresses } from "../symbolic/known-addresses";
import { fieldOrders } from "../symbolic/layout";
import { layoutInput } from "../symbolic/layout-input";
import { PacketSpace } from "../symbolic/packet-space";
import type { RuleRef } from "../verdict";
import { type PacketPattern, patternPredicate } from "./packet-pattern";

/** Some packets of a pattern that meet one end, and one of them, which was followed through the rules. */
export type Share = {
  /** Where they come from; null: from every address that the pattern allows. */
  readonly sources: readonly AddressRange[] | null;
  /** Where packets of OUTPUT go to; null: to every address that the pattern allows. */
  readonly destinations: readonly AddressRange[] | null;
  readonly sample: Packet;
  /** The rule that decides the sample; null: a chain policy, or it cannot be told. */
  readonly rule: RuleRef | null;
  /** Conditions that nobody can decide from the text, in iptables' words; empty where the end is sure. */
  readonly conditions: readonly string[];
};

/** What becomes of the packets of one pattern; null: of none of them. */
export type Reach = {
  /** The sources that such a packet can have at all; null: every address. */
  readonly asked: readonly AddressRange[] | null;
  /** They surely get through. */
  readonly open: Share | null;
  /** They surely do not. */
  readonly shut: Share | null;
  /** It hangs on conditions. */
  readonly depends: Share | null;
  /** Rates that were taken to be kept. */
  readonly assumes: readonly string[];
};

export type ReachOptions = {
  readonly host: PathHost | null;
  /** As in `interpret`: default `quiet-source`, since the question is of one packet. */
  readonly rates?: Rates;
  readonly budget?: number;
};

/** Whether there are any packets of each end; far quicker to say than which. */
export type Glance = {
  readonly open: boolean;
  readonly shut: boolean;
  readonly depends: boolean;
  readonly assumes: readonly string[];
};

/** Answers about patterns by their index, each computed when it is asked for. */
export type ReachReader = {
  readonly glance: (pattern: number) => Glance;
  readonly read: (pattern: number) => Reach;
};

const usualBudget = 2_000_000;

/**
 * For each pattern which of its packets get through all tables, exactly. Null where that is too complex to decide.
 * Packets that no kernel hands to the rules (see diff/ordinary.ts) are left out.
 */
export function reach(
  ruleset: Ruleset,
  patterns: readonly PacketPattern[],
  options: ReachOptions,
): readonly Reach[] | null {
  return askReach(ruleset, patterns, options, ({ read }) => patterns.map((_, index) => read(index)));
}

/** The same for who needs few of the answers: `ask` gets a reader, and is called again where it was too complex one way. */
export function askReach<T>(
  ruleset: Ruleset,
  patterns: readonly PacketPattern[],
  options: ReachOptions,
  ask: (reader: ReachReader) => T,
): T | null {
  const addresses = knownAddresses(options.host, ruleset.family);
  const asked = patterns.map((pattern) => patternPredicate(pattern, ruleset.family));
  const input = layoutInput([ruleset], addresses, [...ordinaryQuestions(ruleset.family), ...asked]);
  for (const order of fieldOrders) {
    const space = new PacketSpace(input, { order, budget: options.budget ?? usualBudget, addresses });
    try {
      const reader = new SpaceReader(space, ruleset, options);
      const at = (index: number) => {
        const pattern = patterns[index];
        if (pattern === undefined) throw new RangeError(`pattern ${index}`);
        return pattern;
      };
      return ask({
        glance: (index) => reader.glance(at(index)),
        read: (index) => reader.read(at(index)),
      });
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
    }
  }
  return null;
}

/** The packets of a pattern by what becomes of them. */
type Ends = {
  readonly asked: Node;
  /** Those that get through, by conditions. */
  readonly through: Node;
  readonly open: Node;
  readonly shut: Node;
  readonly depends: Node;
  readonly assumes: readonly string[];
};

class SpaceReader {
  private readonly symbolic: SymbolicRuleset;
  private readonly outcomes = new Map<Journey, Outcome>();

  constructor(
    private readonly space: PacketSpace,
    private readonly ruleset: Ruleset,
    private readonly options: ReachOptions,
  ) {
    this.symbolic = new SymbolicRuleset(space, ruleset);
  }

  read(pattern: PacketPattern): Reach {
    const ends = this.ends(pattern);
    const share = (set: Node) => (set === NONE ? null : this.share(pattern, ends.asked, set, ends.through));
    return {
      asked: this.valuesIn("source", ends.asked),
      open: share(ends.open),
      shut: share(ends.shut),
      depends: share(ends.depends),
      assumes: ends.assumes,
    };
  }

  glance(pattern: PacketPattern): Glance {
    const { open, shut, depends, assumes } = this.ends(pattern);
    return { open: open !== NONE, shut: shut !== NONE, depends: depends !== NONE, assumes };
  }

  private ends(pattern: PacketPattern): Ends {
    const { space } = this;
    const { bdd } = space;
    const journey: Journey = pattern.hook === "OUTPUT" ? "leaving" : "arriving";
    const asked = this.packetsOf(pattern, journey);
    const { accept, unknown } = this.outcomeOf(journey);
    const accepted = bdd.and(asked, accept);
    const kept = space.keptRates(this.options.rates ?? "quiet-source");
    const through = bdd.written(accepted, kept);
    const sure = bdd.forEvery(bdd.or(through, bdd.not(asked)), space.isCondition);
    // Where the text does not say what becomes of a packet, it may get through.
    const unsaid = bdd.written(bdd.and(asked, unknown), kept);
    const maybe = bdd.exists(bdd.or(through, unsaid), space.isCondition);
    const open = bdd.and(asked, sure);
    return {
      asked,
      through,
      open,
      shut: bdd.minus(asked, maybe),
      depends: bdd.minus(maybe, open),
      assumes: accepted === through ? [] : this.kept(accepted, through),
    };
  }

  private kept(accepted: Node, through: Node): string[] {
    const open = this.space.conditionsOf(through);
    return this.space.conditionsOf(accepted).filter((name) => !open.includes(name));
  }

  private packetsOf(pattern: PacketPattern, journey: Journey): Node {
    const { space } = this;
    const { bdd } = space;
    const hook = pattern.hook === "OUTPUT" ? "OUTPUT" : "FORWARD";
    const asked = space.set(patternPredicate(pattern, space.family), hook, () => "");
    const possible = bdd.and(asked, possiblePackets(space, journey));
    if (journey === "leaving") return possible;
    const toHost = pattern.hook === "INPUT" ? 1 : 0;
    return bdd.and(possible, space.codes(space.field("to-host"), [{ first: toHost, last: toHost }]));
  }

  private outcomeOf(journey: Journey): Outcome {
    let outcome = this.outcomes.get(journey);
    if (outcome === undefined) {
      outcome = this.symbolic.outcome(journey);
      this.outcomes.set(journey, outcome);
    }
    return outcome;
  }

  private share(pattern: PacketPattern, asked: Node, set: Node, through: Node): Share {
    const { space } = this;
    const sample = sampleOf(space, set, pattern.hook, this.options.host);
    const named = space.conditionsOf(space.bdd.and(through, set));
    const share = {
      sources: this.addresses("source", set, asked),
      destinations: pattern.hook === "OUTPUT" ? this.addresses("destination", set, asked) : null,
      sample,
    };
    const { rule, verdict, dependsOn } = follow(this.ruleset, sample, this.options.host, { trace: false });
    const told = verdict === "cannot-tell" && named.length === 0 ? dependsOn.map(({ text }) => text) : [];
    return { ...share, rule, conditions: [...named, ...told] };
  }

  /** Every source or destination of the set, whatever else; null where they are all that were asked about. */
  private addresses(end: "source" | "destination", set: Node, asked: Node): readonly AddressRange[] | null {
    const same = this.shadow(end, set) === this.shadow(end, asked);
    return same ? null : this.valuesIn(end, set);
  }

  /** A set without all fields but one. */
  private shadow(end: "source" | "destination", set: Node): Node {
    const { level: first, bits } = this.space.field(end);
    return this.space.bdd.exists(set, (level) => level < first || level >= first + bits);
  }

  /** The sources or destinations that packets of a set have; null where they are all that there are. */
  private valuesIn(end: "source" | "destination", set: Node): readonly AddressRange[] | null {
    const { family } = this.space;
    const field = this.space.field(end);
    const codes = split(this.space, this.shadow(end, set), field).flatMap((slice) => slice.codes);
    if (isEverything(field, codes)) return null;
    return valuesOf(field, codes, family).map((range) => ({ family, ...range }));
  }
}
