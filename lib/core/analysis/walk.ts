import type { Packet } from "@/lib/core/packet/packet";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { type After, afterTarget } from "./after-target";
import { conditionText, ruleText } from "./condition";
import {
  type Assumptions,
  assumingAll,
  assumingNot,
  decisive,
  evaluateRule,
  isKept,
  isRate,
  type OpenCondition,
  type Rates,
  type RuleHolds,
  reason,
} from "./evaluate-rule";
import type { Dependency, Fate, RuleRef, TraceStep } from "./verdict";

/** Chains that were entered and not left, to see a loop, which the kernel refuses. */
type Path = { readonly chain: string; readonly before: Path } | null;

/** A place in a chain, and where a return leads. */
type Frame = {
  readonly chain: Chain;
  readonly index: number;
  readonly caller: Frame | null;
  readonly path: Path;
};

/** Every fate that was found, and the one that the trace tells of. */
export type Outcome = { readonly fates: ReadonlySet<Fate>; readonly rule: RuleRef | null };

/** More open conditions than this on one packet's way are not followed. */
const mostForks = 1_000;

function within(path: Path, chain: string): boolean {
  for (let at = path; at !== null; at = at.before) if (at.chain === chain) return true;
  return false;
}

function sameFates(a: ReadonlySet<Fate>, b: ReadonlySet<Fate>): boolean {
  return a.size === b.size && [...a].every((fate) => b.has(fate));
}

/** Walks one packet through the chains of one table, both ways wherever a condition is open. */
export class Walk {
  readonly trace: TraceStep[] = [];
  readonly dependsOn: Dependency[] = [];
  readonly assumes: Dependency[] = [];
  private forks = 0;
  /** Only the ordinary way writes the trace. */
  private telling = true;

  constructor(
    private readonly chains: ReadonlyMap<string, Chain>,
    private readonly base: Chain,
    private readonly packet: Packet,
    private readonly rates: Rates,
  ) {}

  run(): Outcome {
    const path = { chain: this.base.name, before: null };
    return this.follow({ chain: this.base, index: 0, caller: null, path }, null);
  }

  private note(chain: string, text: string): void {
    if (this.telling) this.trace.push({ kind: "note", chain, text });
  }

  private follow(start: Frame, assumptions: Assumptions): Outcome {
    let frame = start;
    for (;;) {
      const rule = frame.chain.rules[frame.index];
      if (rule === undefined) {
        if (frame.caller === null) return this.atEnd();
        this.note(frame.chain.name, `end of ${frame.chain.name}: back to ${frame.caller.chain.name}`);
        frame = frame.caller;
        continue;
      }
      const place = `${frame.chain.name}#${frame.index}`;
      const holds = evaluateRule(rule, this.packet, place, assumptions, this.rates);
      const after = afterTarget(rule.target);
      this.tell(frame, rule, holds);
      if (holds.matched === "no" || (after.kind === "next" && holds.matched === "maybe")) {
        frame = { ...frame, index: frame.index + 1 };
        continue;
      }
      if (holds.matched === "maybe") return this.fork(frame, rule, after, holds.open, assumptions);
      const next = this.take(frame, rule, after);
      if ("fates" in next) return next;
      frame = next;
    }
  }

  /** What the target does: the next place, or the end of the way. */
  private take(frame: Frame, rule: Rule, after: After): Frame | Outcome {
    const { chain, index, caller, path } = frame;
    switch (after.kind) {
      case "fate":
        return { fates: new Set([after.fate]), rule: this.ref(frame, rule) };
      case "next":
        return { ...frame, index: index + 1 };
      case "return":
        if (caller === null) return this.atEnd();
        this.note(chain.name, `back to ${caller.chain.name}`);
        return caller;
      case "not-known":
        return this.beyond("target", `what ${after.target} does with the packet`, this.ref(frame, rule));
      case "call": {
        const called = this.chains.get(after.chain);
        if (called === undefined) {
          return this.beyond("broken", `chain ${after.chain} is not in the text`, this.ref(frame, rule));
        }
        if (within(path, called.name)) {
          return this.beyond("broken", `chain ${called.name} leads back to itself`, this.ref(frame, rule));
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
    open: readonly OpenCondition[],
    before: Assumptions,
  ): Outcome {
    const ref = this.ref(frame, rule);
    if (++this.forks > mostForks) {
      return this.beyond("too-many", "more open conditions than can be followed", ref);
    }
    const yes = (): Outcome => {
      const next = this.take(frame, rule, after);
      return "fates" in next ? next : this.follow(next, assumingAll(before, open));
    };
    const no = (): Outcome => this.follow({ ...frame, index: frame.index + 1 }, assumingNot(before, open));
    const ordinary = open.every((condition) => condition.usually);
    const main = ordinary ? yes() : no();
    const telling = this.telling;
    this.telling = false;
    const other = ordinary ? no() : yes();
    this.telling = telling;
    const fates = new Set([...main.fates, ...other.fates]);
    if (!sameFates(main.fates, other.fates)) this.depend(open, ref);
    return { fates, rule: main.rule };
  }

  private depend(open: readonly OpenCondition[], rule: RuleRef): void {
    for (const { match } of open) {
      const kind = isRate(match) ? "rate" : match.kind === "opaque" ? "opaque" : "unsaid";
      this.dependsOn.push({ kind, text: conditionText(match, this.packet.family), rule });
    }
  }

  private atEnd(): Outcome {
    const { name, policy } = this.base;
    if (policy !== null) {
      this.note(name, `end of ${name}: its chain policy is ${policy}`);
      return { fates: new Set([policy === "ACCEPT" ? "accept" : "drop"]), rule: null };
    }
    return isOwned(name)
      ? this.beyond("host-rules", `what the host's own rules say after ${name}`, null)
      : this.beyond("chain-policy", `the chain policy of ${name}, which the text does not say`, null);
  }

  /** The way leads out of what the text says. */
  private beyond(kind: Dependency["kind"], text: string, rule: RuleRef | null): Outcome {
    this.note(rule?.chain ?? this.base.name, `not known: ${text}`);
    if (!this.dependsOn.some((known) => known.text === text)) this.dependsOn.push({ kind, text, rule });
    return { fates: new Set(["unknown"]), rule };
  }

  private ref({ chain, index }: Frame, rule: Rule): RuleRef {
    return {
      chain: chain.name,
      index,
      line: rule.line ?? null,
      text: ruleText(rule, chain.name, this.packet.family),
    };
  }

  private tell(frame: Frame, rule: Rule, holds: RuleHolds): void {
    if (!this.telling) return;
    const ref = this.ref(frame, rule);
    const relied = holds.matched === "no" ? [holds.failed] : rule.matches;
    if (afterTarget(rule.target).kind !== "next") {
      for (const match of relied) {
        if (!isKept(match, this.rates)) continue;
        this.assumes.push({ kind: "rate", text: conditionText(match, this.packet.family), rule: ref });
      }
    }
    const conditions = decisive(holds, this.packet);
    this.trace.push({
      kind: "rule",
      ...ref,
      matched: holds.matched,
      because: reason(holds, conditions),
      conditions,
    });
  }
}
