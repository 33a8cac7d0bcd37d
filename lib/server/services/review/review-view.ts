import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { ChangeItem } from "@/lib/core/policy/describe";
import type { Policy } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { AdminsView, AssertionsView } from "@/lib/server/services/assertion/assertion-view";
import type { PendingApply } from "@/lib/server/services/host/host-view";

/** One direction of the panel's own path, as the interpreter saw it. */
export type LockoutPath = {
  readonly chain: "INPUT" | "OUTPUT";
  /** The packet in the form of `explain --packet`. */
  readonly packet: string;
  readonly verdict: "accept" | "drop" | "reject" | "cannot-tell";
  /** The rule that decided, as text, or null: the chain policy. */
  readonly rule: string | null;
};

/** Whether a new SSH connection from the panel would still get in, and its answers out. */
export type LockoutView = {
  readonly answer: "gets-in" | "locked-out" | "cannot-tell";
  /** Why it cannot be told: `no-connection`, `no-live`, `address`, or the kind of doubt (`rate`, `opaque` …); else null. */
  readonly cause: string | null;
  readonly paths: readonly LockoutPath[];
};

/** Why an apply needs "Apply anyway": the panel's own way in, an assertion, rules of the other iptables back end. */
export type AnywayReason = "access" | "assertions" | "backend";

/** What is live in our own chains, and what would be; `live` is "" where nothing of ours is there yet. */
export type TextDiffInput = { readonly live: string; readonly next: string };

/** A rule of somebody else's that stands below our jump and would no longer be reached. */
export type ForeignRule = {
  readonly family: 4 | 6;
  readonly chain: string;
  readonly line: number | null;
  readonly text: string;
};

/** What would happen, shown before anything does. */
export type Review = {
  readonly hostId: string;
  readonly hostName: string;
  readonly draftVersion: number;
  /** sha256 over policy, texts and facts: start-rollout refuses any other. Null where nothing could be compiled. */
  readonly hash: string | null;
  readonly policy: Policy;
  readonly policyProblems: readonly Problem[];
  /** From the last confirmed revision to this draft. */
  readonly changes: readonly ChangeItem[];
  readonly firstApply: boolean;
  /** The compiled rulesets, for the drawing (addresses are bigints: props may carry them, JSON may not). */
  readonly rulesets: { readonly ruleset4: Ruleset; readonly ruleset6: Ruleset | null } | null;
  readonly restore4: string | null;
  readonly restore6: string | null;
  /** The stand-alone script. */
  readonly script: string | null;
  readonly textDiff4: TextDiffInput | null;
  readonly textDiff6: TextDiffInput | null;
  readonly lockout: LockoutView | null;
  readonly foreignRules: readonly ForeignRule[];
  /** `problems`: what stops the apply, or, where `needsAnyway`, why it is not allowed plainly. */
  readonly gate: { readonly allowed: boolean; readonly problems: readonly Problem[] };
  /** Something that the operator has to see first (`anywayFor`): needs "Apply anyway". */
  readonly needsAnyway: boolean;
  readonly anywayFor: readonly AnywayReason[];
  /** Whether what the policy asserts is true of its rules in the live tables. */
  readonly assertions: AssertionsView;
  /** Whether each administrator's network of the policy keeps its way in. */
  readonly admins: AdminsView;
  readonly facts: HostFacts | null;
  /** When the facts were read; `fresh`: for this very review. */
  readonly factsReadAt: string | null;
  readonly factsFresh: boolean;
  /** Why the host could not be read just now, or null. */
  readonly readFault: {
    readonly code: string;
    readonly text: string;
    readonly params: Readonly<Record<string, string | number>>;
  } | null;
  readonly pending: PendingApply | null;
};
