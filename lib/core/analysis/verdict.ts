/** What happens to a packet. `unknown` is what lies beyond the text; it is never an answer by itself. */
export type Fate = "accept" | "drop" | "reject" | "unknown";

/**
 * A rule by its place: `index` counts from 0 inside its chain, `line` from 1 in the text that was parsed. Chains of the
 * same name stand in several tables, so the chain alone names no place.
 */
export type RuleRef = {
  readonly table: string;
  readonly chain: string;
  readonly index: number;
  readonly line: number | null;
  readonly text: string;
};

/** A rule's text with its table, as a command names it: `-t nat -A OUTPUT …`; of the table filter without. */
export function placedText({ table, text }: Pick<RuleRef, "table" | "text">): string {
  return table === "filter" ? text : `-t ${table} ${text}`;
}

/** Whether two references name one rule. */
export function isSameRule(a: RuleRef, b: RuleRef | null): boolean {
  return b !== null && a.table === b.table && a.chain === b.chain && a.index === b.index;
}

/**
 * One step on the way of the packet. `maybe`: whether the rule matched is not known; `because` says why in a sentence,
 * `conditions` holds the one that failed, or those that are open, in iptables' words.
 */
export type TraceStep =
  | ({
      readonly kind: "rule";
      readonly matched: "yes" | "no" | "maybe";
      readonly because: string;
      readonly conditions: readonly string[];
    } & RuleRef)
  | { readonly kind: "note"; readonly chain: string; readonly text: string };

/** Something that the answer hangs on and that neither the packet nor the rules say. */
export type Dependency = {
  readonly kind:
    | "rate"
    | "opaque"
    | "unsaid"
    | "chain-policy"
    | "host-rules"
    | "target"
    | "broken"
    | "too-many";
  /** The condition in iptables' words, or a plain sentence. */
  readonly text: string;
  readonly rule: RuleRef | null;
};

/**
 * The answer for one packet. `rule` decided; null: the chain policy did. For `cannot-tell` it is the first rule on
 * which the answer hangs. `possible` holds every fate that was found; `dependsOn` is empty unless they differ.
 */
export type Verdict = {
  readonly verdict: "accept" | "drop" | "reject" | "cannot-tell";
  readonly rule: RuleRef | null;
  readonly trace: readonly TraceStep[];
  readonly possible: readonly Fate[];
  /** Rates on the way that were taken to be kept (see InterpretOptions); the verdict holds while they are. */
  readonly assumes: readonly Dependency[];
  readonly dependsOn: readonly Dependency[];
};
