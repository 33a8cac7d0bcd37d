import type { DrillOutcome } from "@/lib/core/drill/outcome";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy, RoleName } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import type { Phase } from "@/lib/core/rollout/phase";
import type { ApplyRow, Countdown } from "@/lib/server/services/apply/apply-view";
import type { DriftShort } from "@/lib/server/services/drift/drift-view";
import type { FailedMessage } from "../progress/failed-message";

/** An apply that is not over: its host takes no other one. */
export type PendingApply = {
  readonly applyId: string;
  readonly number: number;
  readonly phase: Phase;
  readonly countdown: Countdown | null;
  readonly drill: boolean;
};

/** One host in the list. All times are ISO texts. */
export type HostRow = {
  readonly id: string;
  readonly name: string;
  readonly kind: "ssh" | "practice";
  readonly address: string;
  readonly port: number;
  /** Roles of the confirmed revision, or of the draft where nothing was confirmed yet. */
  readonly roles: readonly RoleName[];
  /** The draft differs from the confirmed revision (or nothing was confirmed yet and there is a draft). */
  readonly draftChanged: boolean;
  readonly hasDraft: boolean;
  readonly inspectedAt: string | null;
  readonly lastApply: Pick<
    ApplyRow,
    "id" | "number" | "phase" | "reason" | "leave" | "createdAt" | "createdBy" | "finishedAt"
  > | null;
  readonly lastConfirmed: Pick<ApplyRow, "id" | "number" | "createdAt" | "createdBy" | "finishedAt"> | null;
  readonly pending: PendingApply | null;
  /** How its live rules stand beside the confirmed ones; null: nothing was confirmed, or not looked at since. */
  readonly drift: DriftShort | null;
  /** When a drill last proved that the host brings its old rules back by itself. */
  readonly rollbackProvenAt: string | null;
  /** What is confirmed lets everything leave, and logs what it would refuse. */
  readonly observing: boolean;
};

/** One host with what is known of it. */
export type HostDetail = HostRow & {
  readonly user: string;
  /** `SHA256:…` of the pinned host key, and its type. */
  readonly hostKey: { readonly fingerprint: string; readonly type: string } | null;
  readonly key: {
    readonly id: string;
    readonly name: string;
    readonly publicKey: string;
    readonly fingerprint: string;
  } | null;
  readonly createdAt: string;
  readonly archivedAt: string | null;
  /** From the last inspection, or null: never inspected. */
  readonly facts: HostFacts | null;
  /** Why an apply would be refused, and what to know, from those facts. */
  readonly problems: readonly Problem[];
  /** Other firewall managers that the operator keeps beside ours. */
  readonly acceptedManagers: readonly string[];
  readonly confirmed: {
    readonly applyId: string;
    readonly revisionId: string;
    readonly number: number;
    readonly policy: Policy;
  } | null;
  /** The newest drill that is over, however it ended. */
  readonly lastDrill: {
    readonly applyId: string;
    readonly outcome: DrillOutcome;
    readonly at: string;
  } | null;
  readonly draft: { readonly version: number; readonly updatedAt: string; readonly updatedBy: string } | null;
};

/** What a host shows before anybody trusts it. */
export type HostKeyView = { readonly type: string; readonly fingerprint: string };

/** The pinned key and the one that the host shows now; equal when nothing changed. */
export type HostKeyComparison = { readonly pinned: HostKeyView | null; readonly shown: HostKeyView };

/** One message of the inspection stream: lines while it works, then the end. */
export type InspectionMessage =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "done"; readonly facts: HostFacts; readonly problems: readonly Problem[] }
  | FailedMessage;
