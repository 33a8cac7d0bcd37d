import { afterTarget } from "@/lib/core/analysis/after-target";
import { isSameRule, type RuleRef, type TraceStep, type Verdict } from "@/lib/core/analysis/verdict";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { LaneItem, LaneView } from "./explain-view";
import { type Folding, foldMisses } from "./fold-misses";
import type { TableRules } from "./rule-view";

type RuleStep = Extract<TraceStep, { kind: "rule" }>;
type RuleItem = Extract<LaneItem, { kind: "rule" }>;

/** A chain that is being walked through. */
class OpenLane {
  readonly items: LaneItem[] = [];
  misses: RuleStep[] = [];
  end: LaneView["end"] = null;
  /** The rule that was met last, and the way into the chain that it leads to. */
  last: { readonly step: RuleStep; lane: OpenLane | null } | null = null;
  private readonly entries: { readonly item: RuleItem; readonly entry: { lane: OpenLane | null } }[] = [];

  constructor(
    readonly chain: string,
    readonly caller: OpenLane | null,
  ) {}

  flush(folding: Folding): void {
    if (this.misses.length === 0) return;
    this.items.push(foldMisses(this.chain, this.misses, folding));
    this.misses = [];
  }

  add(item: RuleItem, step: RuleStep): void {
    this.last = { step, lane: null };
    this.entries.push({ item, entry: this.last });
    this.items.push(item);
  }

  view(): LaneView {
    const lanes = new Map(this.entries.map(({ item, entry }) => [item as LaneItem, entry.lane]));
    return {
      chain: this.chain,
      owner: isOwned(this.chain) ? "own" : builtIn.has(this.chain) ? "built-in" : "foreign",
      items: this.items.map((item) =>
        item.kind === "rule" ? { ...item, lane: lanes.get(item)?.view() ?? null } : item,
      ),
      end: this.end,
    };
  }
}

const builtIn: ReadonlySet<string> = new Set(["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]);

/** What the steps of one table are told with. */
export type Telling = {
  readonly rules: TableRules;
  readonly folding: Folding;
  /** Whether the answer fell in this table. */
  readonly deciding: boolean;
  /** The rules that an open answer hangs on. */
  readonly hanging: readonly RuleRef[];
};

/** Where the steps lead: into a chain that the last rule jumps to, or back to one that was not left. */
function enter(top: OpenLane, chain: string, { rules, folding }: Telling): OpenLane {
  if (top.chain === chain) return top;
  const { last } = top;
  const after = last && afterTarget(ruleOf(rules, last.step)?.target ?? { kind: "none" });
  if (last !== null && after?.kind === "call" && after.chain === chain) {
    top.flush(folding);
    last.lane = new OpenLane(chain, top);
    return last.lane;
  }
  let lane = top;
  while (lane.chain !== chain && lane.caller !== null) {
    lane.flush(folding);
    lane = lane.caller;
  }
  if (lane !== top && !leftByRule(top, rules)) top.end = { kind: "back", chain: lane.chain };
  return lane;
}

function ruleOf(rules: TableRules, { chain, index }: RuleStep) {
  return rules.chain(chain)?.rules[index] ?? null;
}

/** Whether the last thing met in the lane is a rule that says itself that the chain is left. */
function leftByRule(lane: OpenLane, rules: TableRules): boolean {
  const tail = lane.items.at(-1);
  if (lane.misses.length > 0 || tail?.kind !== "rule" || lane.last === null) return false;
  const target = ruleOf(rules, lane.last.step)?.target.kind;
  return target === "return" || target === "goto";
}

/** Whether the way that was told ended at the chain policy, and not where the text says no more. */
function endsAtPolicy(trace: readonly TraceStep[], base: string, { rules }: Telling): boolean {
  const end = trace.at(-1);
  if (end?.kind !== "note" || end.chain !== base) return false;
  const before = trace.at(-2);
  if (before?.kind !== "rule" || before.matched === "no") return true;
  const target = ruleOf(rules, before)?.target;
  const after = target && afterTarget(target);
  return after?.kind !== "not-known" && after?.kind !== "call";
}

/** The trace of one table as nested chains: what was looked at, what matched, how each was left. */
export function tellLanes(base: string, { trace, rule, verdict }: Verdict, telling: Telling): LaneView {
  const root = new OpenLane(base, null);
  let top = root;
  const decides = (step: RuleStep) =>
    telling.deciding &&
    (verdict === "cannot-tell"
      ? telling.hanging.some((one) => isSameRule(step, one))
      : isSameRule(step, rule));
  for (const step of trace) {
    top = enter(top, step.chain, telling);
    if (step.kind === "note") continue;
    if (step.matched === "no") {
      top.misses.push(step);
      continue;
    }
    top.flush(telling.folding);
    const item: RuleItem = {
      kind: "rule",
      rule: telling.rules.view(step),
      matched: step.matched,
      passing: afterTarget(ruleOf(telling.rules, step)?.target ?? { kind: "none" }).kind === "next",
      open: step.matched === "maybe" ? step.conditions : [],
      deciding: decides(step),
      lane: null,
    };
    top.add(item, step);
  }
  for (let lane: OpenLane | null = top; lane !== null; lane = lane.caller) lane.flush(telling.folding);
  const policy = telling.rules.chain(base)?.policy ?? null;
  if (policy !== null && endsAtPolicy(trace, base, telling)) {
    root.end = {
      kind: "policy",
      verdict: policy === "ACCEPT" ? "accept" : "drop",
      deciding: telling.deciding && rule === null && verdict !== "cannot-tell",
    };
  }
  return root.view();
}
