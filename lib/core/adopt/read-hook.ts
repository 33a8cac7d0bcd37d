import { readObserved, type WouldRefuse } from "@/lib/core/compile/observe";
import { logPrefix } from "@/lib/core/compile/short-name";
import type { Rate } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Because, LiveRef, Note } from "./account";
import { apart, type Box, type BoxRule, holds, isEverything, noServices, type Services } from "./box";
import { aboutOf, classify, type Meaning } from "./classify";
import type { Surroundings } from "./conditions";
import { Expansion, policyRef, type Step } from "./expand";
import { ownerOf } from "./owner";
import { type LaterProtections, readProtection } from "./read-protection";
import { settleAnswers, settleRates, trim, withNote } from "./settle";
import type { Tally } from "./tally";

type RuleStep = Extract<Step, { kind: "rule" }>;

/** One built-in chain of one family as a policy would say it. */
export type HookReading = {
  /** In order; what the end says anyway is left out. */
  readonly rules: readonly BoxRule[];
  /** The verdict for what no rule speaks of, and what says it. */
  readonly end: {
    readonly verdict: "accept" | "drop" | "reject";
    readonly ref: LiveRef;
    readonly by: readonly LiveRef[];
    readonly notes: readonly Note[];
  };
  readonly invalid: boolean;
  readonly scans: boolean;
  readonly spoofed: boolean;
  readonly newConnections: Rate | null;
  readonly ping: Rate | null;
  readonly protections: LaterProtections;
  readonly logRefused: number | null;
  /** What the end would refuse is logged and let pass: `end` says how it would; null: the end is what it says. */
  readonly observes: WouldRefuse | null;
  /** Answers to the VPS as a client: all of them, or those from these services. */
  readonly answersAll: boolean;
  readonly answersOf: Services;
  /** No rule of the host's own decides anything here. */
  readonly silent: boolean;
};

const loopback = { 4: { first: 0x7f000000n, last: 0x7fffffffn }, 6: { first: 1n, last: 1n } } as const;

function isLoopback({ far }: Box): boolean {
  if (far === null || far.length === 0) return false;
  return far.every(
    ({ family, first, last }) => loopback[family].first <= first && last <= loopback[family].last,
  );
}

/** A rule of which later ones tell what it is. `at`: rules before it; `verdict`: rules with a verdict before it. */
type Waiting = {
  readonly step: RuleStep;
  readonly meaning: Meaning;
  readonly at: number;
  readonly verdict: number;
};

class HookReader {
  private rules: BoxRule[] = [];
  private end: Omit<HookReading["end"], "notes"> | null = null;
  private readonly waiting: Waiting[] = [];
  /** Those that became part of a rule. */
  private readonly used = new Set<Waiting>();
  private sentOn = false;
  private unreadChains = false;
  /** Rules that send packets to the chain policy. */
  private readonly returning = new Set<LiveRef>();
  /** Whether each rule with a verdict accepts, in order, also of those that a policy has no word for. */
  private readonly verdicts: boolean[] = [];
  private readonly found = {
    invalid: false,
    scans: false,
    spoofed: false,
    newConnections: null as Rate | null,
    ping: null as Rate | null,
    protections: {} as LaterProtections,
    logRefused: null as number | null,
    observes: null as WouldRefuse | null,
    answersAll: false,
    answersOf: noServices as Services,
  };

  constructor(
    private readonly ruleset: Ruleset,
    private readonly where: Surroundings,
    private readonly tally: Tally,
  ) {}

  read(): HookReading {
    const expansion = new Expansion(this.ruleset);
    const chain = expansion.chain(this.where.hook) ?? { name: this.where.hook, policy: null, rules: [] };
    const policy = chain.policy === "DROP" ? "drop" : "accept";
    for (const step of expansion.steps(this.where.hook)) this.step(step, policy, expansion);
    const end = this.end ?? { verdict: policy, ref: policyRef(this.ruleset, chain), by: [] };
    this.settle(end.verdict);
    const notes: readonly Note[] = this.sentOn ? ["sent-on"] : [];
    if (this.end !== null) {
      this.tally.add(policyRef(this.ruleset, chain), { kind: "implied", by: "nothing", notes });
    }
    const silent = this.verdicts.length === 0 && !this.unreadChains;
    return { ...this.found, rules: this.rules, end: { ...end, notes }, silent };
  }

  private nothing(ref: LiveRef): void {
    this.tally.add(ref, { kind: "implied", by: "nothing", notes: [] });
  }

  private opaque(ref: LiveRef, by: readonly LiveRef[], because: Because, detail = ""): void {
    this.tally.addWith(ref, by, { kind: "opaque", because, detail });
    if (this.returning.has(ref)) this.sentOn = true;
  }

  private step(step: Step, policy: "accept" | "drop", expansion: Expansion): void {
    switch (step.kind) {
      case "foreign":
        this.tally.add(step.ref, { kind: "foreign", owner: step.owner });
        break;
      case "unread":
        this.sentOn ||= step.forGood;
        this.unreadChains = true;
        this.unread(step.ref, step.chain, step.by, expansion, new Set());
        break;
      case "idle":
        this.nothing(step.ref);
        break;
      case "rule":
        if (this.end !== null) this.nothing(step.ref);
        else this.decide(step, policy);
        break;
    }
  }

  private decide(step: RuleStep, policy: "accept" | "drop"): void {
    if (step.target.kind === "return") this.returning.add(step.ref);
    if (this.observe(step)) return;
    if (!this.protect(step)) this.meaning(step, classify(step.matches, step.target, this.where, policy));
    const { kind } = step.target.kind === "return" ? { kind: policy } : step.target;
    if (kind === "accept" || kind === "drop" || kind === "reject") this.verdicts.push(kind === "accept");
  }

  /** Lines of ours about what would be refused: those of the end are a setting, those of a rule decide nothing. */
  private observe({ target, ref, by }: RuleStep): boolean {
    if (target.kind !== "log" && target.kind !== "nflog") return false;
    const observed = readObserved(target.prefix);
    if (observed === null) return false;
    const { verdict, isEnd } = observed;
    if (isEnd && this.where.hook === "OUTPUT") {
      this.found.observes = verdict;
      this.tally.addWith(ref, by, {
        kind: "fits",
        into: [{ kind: "setting", name: "observe" }],
        notes: [],
      });
    } else {
      this.tally.addWith(ref, by, { kind: "implied", by: "nothing", notes: [] });
    }
    return true;
  }

  /** A rule that a protection makes, and no other setting or rule of a policy does. */
  private protect({ matches, target, ref, by }: RuleStep): boolean {
    const { family, hook } = this.where;
    const read = hook === "INPUT" ? readProtection(matches, target, family, this.found.protections) : null;
    if (read === null) return false;
    this.found.protections = { ...this.found.protections, ...read.found };
    const notes: readonly Note[] = read.counts ? ["counted-anew"] : [];
    this.tally.addWith(ref, by, { kind: "fits", into: [{ kind: "setting", name: read.name }], notes });
    return true;
  }

  /** A chain that cannot stand as a list: its rules and those of the chains that it leads to are kept as they are. */
  private unread(
    ref: LiveRef,
    name: string,
    by: readonly LiveRef[],
    expansion: Expansion,
    seen: Set<string>,
  ): void {
    const owner = ownerOf(name);
    if (owner !== null) {
      this.tally.add(ref, { kind: "foreign", owner });
      return;
    }
    this.opaque(ref, by, "chain", name);
    const chain = expansion.chain(name);
    if (chain === undefined || seen.has(name)) return;
    seen.add(name);
    for (const [index, each] of expansion.refs(chain).entries()) {
      const target = chain.rules[index]?.target;
      const leads = target?.kind === "jump" || target?.kind === "goto";
      if (leads) this.unread(each, target.chain, [], expansion, seen);
      else this.opaque(each, [], "chain", name);
    }
  }

  private setting(
    step: RuleStep,
    name: "invalid" | "scans" | "spoofed" | "new-connections" | "ping",
    notes: readonly Note[] = [],
  ) {
    this.tally.addWith(step.ref, step.by, { kind: "fits", into: [{ kind: "setting", name }], notes });
  }

  private meaning(step: RuleStep, meaning: Meaning): void {
    switch (meaning.kind) {
      case "implied":
        this.tally.addWith(step.ref, step.by, meaning);
        break;
      case "answers-all":
        this.found.answersAll = true;
        this.tally.addWith(step.ref, step.by, { kind: "implied", by: "answers", notes: meaning.notes });
        break;
      case "answers-of": {
        const { answersOf: before } = this.found;
        const { tcp, udp } = meaning.services;
        this.found.answersOf = { ping: false, tcp: [...before.tcp, ...tcp], udp: [...before.udp, ...udp] };
        this.tally.addWith(step.ref, step.by, {
          kind: "fits",
          into: [{ kind: "setting", name: "client-services" }],
          notes: [],
        });
        break;
      }
      case "setting":
        if (this.where.hook === "OUTPUT") {
          this.opaque(step.ref, step.by, "state");
        } else {
          this.found[meaning.name] = true;
          this.setting(step, meaning.name);
        }
        break;
      case "rate":
        this.found[meaning.name] = meaning.rate;
        this.setting(step, meaning.name === "ping" ? "ping" : "new-connections", [meaning.note]);
        break;
      case "above":
      case "counts":
      case "log":
      case "opaque":
        this.waiting.push({ step, meaning, at: this.rules.length, verdict: this.verdicts.length });
        break;
      case "box":
        this.box(step, { ...meaning.rule, parts: [{ ref: step.ref, by: step.by, notes: meaning.notes }] });
        break;
    }
  }

  private box(step: RuleStep, rule: BoxRule): void {
    if (step.target.kind === "return" && rule.parts.some(({ notes }) => notes.length > 0)) this.sentOn = true;
    const accepts = rule.verdict === "accept";
    if (this.where.hook === "INPUT" && isLoopback(rule)) {
      if (accepts) {
        this.tally.addWith(step.ref, step.by, {
          kind: "implied",
          by: "loopback",
          notes: ["loopback-sender"],
        });
        return;
      }
      // Wherever it stands: the kernel lets no such packet in by another interface than the loopback.
      if (rule.services === "all") {
        this.found.spoofed = true;
        this.setting(step, "spoofed");
        return;
      }
    }
    if (isEverything(rule) && rule.limit === null) {
      // Of an observation the rules above are read for what they hold back once it ends.
      const verdict = rule.verdict === "accept" ? (this.found.observes ?? rule.verdict) : rule.verdict;
      this.end = { verdict, ref: step.ref, by: step.by };
      return;
    }
    this.rules.push(this.withWaiting(step, rule));
  }

  /** Joins what was said before about the same packets: a log line, a rate that is not to be exceeded. */
  private withWaiting(step: RuleStep, rule: BoxRule): BoxRule {
    const about = aboutOf(step.matches, this.where);
    let joined = rule;
    for (const waiting of this.waiting) {
      const { step: before, meaning, at } = waiting;
      const take = (more: Partial<BoxRule>, ...notes: readonly Note[]) => {
        const parts = joined.parts.map((part) => withNote(part, ...notes));
        joined = { ...joined, ...more, parts: [...parts, { ref: before.ref, by: before.by, notes }] };
        this.used.add(waiting);
      };
      if (meaning.kind === "log" && meaning.about === about && !this.used.has(waiting)) take({ log: true });
      if (meaning.kind !== "above" && meaning.kind !== "counts") continue;
      // Whatever accepts some of these packets without the rate would let through what was refused before it.
      const free = this.rules
        .slice(at)
        .some((other) => other.verdict === "accept" && other.limit === null && !apart(other, meaning.box));
      if (rule.verdict !== "accept" || free || !holds(meaning.box, rule)) continue;
      if (meaning.kind === "counts") take({}, "rate");
      // A counter that other packets use up too is not the one that the policy's rule has.
      else take({ limit: meaning.rate }, holds(rule, meaning.box) ? meaning.note : "rate");
    }
    return joined;
  }

  /** Sorts out what only the whole list tells. */
  private settle(end: "accept" | "drop" | "reject"): void {
    const asked = settleRates(this.rules, end === "accept");
    const rated = this.where.hook === "OUTPUT" ? asked : settleAnswers(asked, end === "accept");
    for (const { rule, because } of rated.unsaid) {
      for (const { ref, by } of rule.parts) this.opaque(ref, by, because);
    }
    // Beside an end that is only observed each rule counts: today for what refuses, later for what accepts.
    const { kept, same } =
      this.found.observes === null
        ? trim(rated.rules, end, this.where.hook)
        : { kept: [...rated.rules], same: [] };
    for (const rule of same) {
      const notes: readonly Note[] = rule.verdict === "reject" ? ["silent"] : [];
      for (const { ref, by } of rule.parts)
        this.tally.addWith(ref, by, { kind: "implied", by: "rest", notes });
    }
    this.rules = kept;
    this.settleWaiting(end);
  }

  /** The log of our own end, which stays one where somebody put a rule behind it that accepts; `below`: who accepts there. */
  private isOwnEnd({ target }: RuleStep, below: readonly boolean[]): boolean {
    if (target.kind !== "log" && target.kind !== "nflog") return false;
    // Where anything but the end refuses, the log speaks of more than what the end refuses.
    if (below.filter((accepts) => !accepts).length > (this.end === null ? 0 : 1)) return false;
    return target.prefix === logPrefix(this.where.hook === "INPUT" ? "in" : "out");
  }

  private settleWaiting(end: "accept" | "drop" | "reject"): void {
    const accepts = end === "accept";
    for (const waiting of this.waiting) {
      if (this.used.has(waiting)) continue;
      const { meaning, verdict, step } = waiting;
      const { ref, by } = step;
      const behind = this.verdicts.slice(verdict);
      const below = behind.every((one) => one === accepts);
      const isEnd = meaning.kind === "log" && meaning.everything && !accepts;
      if (isEnd && (below || this.isOwnEnd(step, behind))) {
        this.found.logRefused = meaning.lines;
        const into = [{ kind: "setting", name: "log-refused" }] as const;
        this.tally.addWith(ref, by, { kind: "fits", into, notes: [] });
      } else if (meaning.kind === "log") {
        this.opaque(ref, by, "log");
      } else if (meaning.kind !== "opaque") {
        this.opaque(ref, by, "rate");
      } else if (below && meaning.because !== "log" && meaning.because !== "target") {
        const notes: readonly Note[] = step.target.kind === "reject" ? ["silent"] : [];
        this.tally.addWith(ref, by, { kind: "implied", by: "rest", notes });
      } else {
        this.opaque(ref, by, meaning.because, meaning.detail);
      }
    }
  }
}

/** Reads INPUT or OUTPUT; what becomes of rules without a policy rule is told to the tally. */
export function readHook(ruleset: Ruleset, where: Surroundings, tally: Tally): HookReading {
  return new HookReader(ruleset, where, tally).read();
}
