import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { type After, afterTarget } from "./after-target";
import { sieveOf } from "./chain-sieve";
import { conditionText, ruleText } from "./condition";
import { doubtText } from "./doubt";
import {
  type Assumptions,
  assumingAll,
  assumingNot,
  decisive,
  evaluateRule,
  isKept,
  isRate,
  type OpenCondition,
  type RuleHolds,
  reason,
} from "./evaluate-rule";
import { blurred, samePacket, type Traveller } from "./traveller";
import type { Dependency, Fate, RuleRef, TraceStep } from "./verdict";
import { changeBy, type WalkPlace } from "./walk-place";

/** Chains that were entered and not left, to see a loop, which the kernel refuses. */
type Path = { readonly chain: string; readonly before: Path } | null;

/** A place in a chain, and where a return leads. */
type Frame = {
  readonly chain: Chain;
  readonly index: number;
  readonly caller: Frame | null;
  readonly path: Path;
};

/** How a packet can come out of the chain, as what, and by which rule; null: the chain policy. */
export type End = { readonly fate: Fate; readonly traveller: Traveller; readonly rule: RuleRef | null };

/** Every end that was found; the first is that of the ordinary way, which the trace tells of. */
export type Outcome = { readonly ends: readonly End[] };

/** More open conditions than this on one packet's way are not followed. */
const mostForks = 1_000;

/**
 * Chains entered on one packet's way: on the ordinary one, which is told, and on all ways. Real rules enter some dozens;
 * fourteen chains that each jump three times to the next make millions, which the kernel walks and nobody can read.
 */
const mostEntered = { ordinary: 2_000, all: 50_000 } as const;

function within(path: Path, chain: string): boolean {
  for (let at = path; at !== null; at = at.before) if (at.chain === chain) return true;
  return false;
}

function holdsEnd(ends: readonly End[], { fate, traveller }: End): boolean {
  return ends.some((end) => end.fate === fate && samePacket(end.traveller.packet, traveller.packet));
}

function sameEnds(a: readonly End[], b: readonly End[]): boolean {
  return a.every((end) => holdsEnd(b, end)) && b.every((end) => holdsEnd(a, end));
}

function sameFates(a: readonly End[], b: readonly End[]): boolean {
  const has = (list: readonly End[], { fate }: End) => list.some((end) => end.fate === fate);
  return a.every((end) => has(b, end)) && b.every((end) => has(a, end));
}

/** Walks one packet through the chains of one table, both ways wherever a condition is open. */
export class Walk {
  readonly trace: TraceStep[] = [];
  /** What the fate hangs on. */
  readonly dependsOn: Dependency[] = [];
  /** What it hangs on as what the packet comes out, whatever its fate here. */
  readonly splits: Dependency[] = [];
  readonly assumes: Dependency[] = [];
  private forks = 0;
  private entered = 0;
  /** Only the ordinary way writes the trace. */
  private ordinary = true;

  constructor(
    private readonly chains: ReadonlyMap<string, Chain>,
    private readonly base: Chain,
    private readonly place: WalkPlace,
  ) {}

  run(traveller: Traveller): Outcome {
    const path = { chain: this.base.name, before: null };
    return this.follow({ chain: this.base, index: 0, caller: null, path }, traveller, null);
  }

  private get telling(): boolean {
    return this.ordinary && this.place.trace;
  }

  private note(chain: string, text: string): void {
    if (this.telling) this.trace.push({ kind: "note", chain, text });
  }

  private follow(start: Frame, entering: Traveller, assumptions: Assumptions): Outcome {
    let frame = start;
    let { index } = start;
    let traveller = entering;
    for (;;) {
      // Without a trace nobody asks for the rules that do not match.
      if (!this.place.trace) index = sieveOf(frame.chain, this.place.family).next(index, traveller.packet);
      const rule = frame.chain.rules[index];
      if (rule === undefined) {
        if (frame.caller === null) return this.atEnd(traveller);
        this.note(frame.chain.name, `end of ${frame.chain.name}: back to ${frame.caller.chain.name}`);
        frame = frame.caller;
        index = frame.index;
        continue;
      }
      const { name } = frame.chain;
      const holds = evaluateRule(rule, traveller.packet, name, index, this.place, assumptions);
      if (holds.matched === "no") {
        if (this.place.trace || isRate(holds.failed)) this.tell(frame.chain, index, rule, holds, traveller);
        index++;
        continue;
      }
      this.tell(frame.chain, index, rule, holds, traveller);
      this.watch(frame.chain, index, holds);
      const after = afterTarget(rule.target);
      const here = { ...frame, index };
      if (after.kind === "next") {
        index++;
        const change = changeBy(this.place, rule.target, traveller, () => this.ref(here, rule));
        if (change.traveller === traveller) continue;
        if (holds.matched === "yes") {
          traveller = change.traveller;
          continue;
        }
        const both = blurred(
          traveller,
          change.traveller,
          this.why(holds.open, traveller, this.ref(here, rule)),
        );
        if (both === null) return this.fork(here, rule, after, traveller, holds.open, assumptions);
        traveller = both;
        continue;
      }
      if (holds.matched === "maybe") return this.fork(here, rule, after, traveller, holds.open, assumptions);
      const next = this.take(here, rule, after, traveller);
      if ("ends" in next) return next;
      frame = next;
      index = next.index;
    }
  }

  /** What the target does: the next place, or the end of the way. */
  private take(frame: Frame, rule: Rule, after: After, traveller: Traveller): Frame | Outcome {
    const { chain, index, caller, path } = frame;
    const ref = () => this.ref(frame, rule);
    switch (after.kind) {
      case "fate": {
        const change = changeBy(this.place, rule.target, traveller, ref);
        const fate = change.fate ?? after.fate;
        return { ends: [{ fate, traveller: change.traveller, rule: ref() }] };
      }
      case "next":
        return { ...frame, index: index + 1 };
      case "return":
        if (caller === null) return this.atEnd(traveller);
        this.note(chain.name, `back to ${caller.chain.name}`);
        return caller;
      case "not-known":
        return this.beyond("target", doubtText("target", { target: after.target }), ref(), traveller);
      case "call": {
        const called = this.chains.get(after.chain);
        if (called === undefined) {
          return this.beyond("broken", doubtText("chain-missing", { chain: after.chain }), ref(), traveller);
        }
        if (within(path, called.name)) {
          return this.beyond("broken", doubtText("chain-loop", { chain: called.name }), ref(), traveller);
        }
        if (++this.entered > (this.ordinary ? mostEntered.ordinary : mostEntered.all)) {
          return this.beyond("too-many", doubtText("too-far", {}), ref(), traveller);
        }
        const back = after.goto ? caller : { ...frame, index: index + 1 };
        return { chain: called, index: 0, caller: back, path: { chain: called.name, before: path } };
      }
    }
  }

  /** An open condition: the ordinary way first, then the other one in silence. */
  private fork(
    frame: Frame,
    rule: Rule,
    after: After,
    traveller: Traveller,
    open: readonly OpenCondition[],
    before: Assumptions,
  ): Outcome {
    const ref = this.ref(frame, rule);
    if (++this.forks > mostForks) {
      return this.beyond("too-many", doubtText("too-many", {}), ref, traveller);
    }
    const yes = (): Outcome => {
      const changed =
        after.kind === "next" ? changeBy(this.place, rule.target, traveller, () => ref).traveller : traveller;
      const next = this.take(frame, rule, after, changed);
      return "ends" in next ? next : this.follow(next, changed, assumingAll(before, open));
    };
    const no = (): Outcome =>
      this.follow({ ...frame, index: frame.index + 1 }, traveller, assumingNot(before, open));
    const usually = open.every((condition) => condition.usually);
    const main = usually ? yes() : no();
    const ordinary = this.ordinary;
    this.ordinary = false;
    const other = usually ? no() : yes();
    this.ordinary = ordinary;
    if (!sameFates(main.ends, other.ends)) this.dependsOn.push(...this.openOnes(open, traveller, ref));
    if (!sameEnds(main.ends, other.ends)) this.splits.push(...this.openOnes(open, traveller, ref));
    const ends = [...main.ends, ...other.ends.filter((end) => !holdsEnd(main.ends, end))];
    return { ends };
  }

  /** The open conditions; in place of one whose answer was lost on the way, why it was. */
  private openOnes(
    open: readonly OpenCondition[],
    { packet, unsaid }: Traveller,
    rule: RuleRef,
  ): Dependency[] {
    return open.map(({ match, field }) => {
      const lost = field === null ? undefined : unsaid[field];
      if (lost !== undefined) return lost;
      const kind = isRate(match) ? "rate" : match.kind === "opaque" ? "opaque" : "unsaid";
      return { kind, text: conditionText(match, packet.family), rule };
    });
  }

  private why(open: readonly OpenCondition[], traveller: Traveller, rule: RuleRef): Dependency {
    const [first, ...more] = this.openOnes(open, traveller, rule);
    if (first === undefined) throw new RangeError("nothing is open");
    return { ...first, text: [first, ...more].map(({ text }) => text).join(" ") };
  }

  private atEnd(traveller: Traveller): Outcome {
    const { name, policy } = this.base;
    if (policy !== null) {
      this.note(name, `end of ${name}: its chain policy is ${policy}`);
      return { ends: [{ fate: policy === "ACCEPT" ? "accept" : "drop", traveller, rule: null }] };
    }
    return isOwned(name)
      ? this.beyond("host-rules", doubtText("host-rules", { chain: name }), null, traveller)
      : this.beyond("chain-policy", doubtText("chain-policy", { chain: name }), null, traveller);
  }

  /** The way leads out of what the text says. */
  private beyond(
    kind: Dependency["kind"],
    text: string,
    rule: RuleRef | null,
    traveller: Traveller,
  ): Outcome {
    this.note(rule?.chain ?? this.base.name, `not known: ${text}`);
    if (!this.dependsOn.some((known) => known.text === text)) this.dependsOn.push({ kind, text, rule });
    return { ends: [{ fate: "unknown", traveller, rule }] };
  }

  private ref({ chain, index }: Pick<Frame, "chain" | "index">, rule: Rule): RuleRef {
    return {
      table: this.place.table,
      chain: chain.name,
      index,
      line: rule.line ?? null,
      text: ruleText(rule, chain.name, this.place.family),
    };
  }

  private watch(chain: Chain, index: number, { matched }: RuleHolds): void {
    const { watch, table } = this.place;
    if (watch === undefined) return;
    if (matched === "maybe") watch.open();
    else if (this.ordinary) watch.matched(table, chain.name, index);
  }

  private tell(chain: Chain, index: number, rule: Rule, holds: RuleHolds, { packet }: Traveller): void {
    if (!this.ordinary) return;
    const relied = holds.matched === "no" ? [holds.failed] : rule.matches;
    for (const match of relied) {
      if (!isKept(match, this.place.rates) || afterTarget(rule.target).kind === "next") continue;
      const ref = this.ref({ chain, index }, rule);
      this.assumes.push({ kind: "rate", text: conditionText(match, packet.family), rule: ref });
    }
    if (!this.place.trace) return;
    const conditions = decisive(holds, packet);
    this.trace.push({
      kind: "rule",
      ...this.ref({ chain, index }, rule),
      matched: holds.matched,
      because: reason(holds, conditions),
      conditions,
    });
  }
}
