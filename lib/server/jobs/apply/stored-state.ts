import * as z from "zod";
import { type ApplyState, queuedApply } from "@/lib/core/rollout/apply-state";
import { type ConfirmMode, phases } from "@/lib/core/rollout/phase";

const attempt = z.enum(["inspect", "arm-and-load", "probe", "confirm", "cancel", "status"]);
const stateSchema = z.object({
  phase: z.enum(phases),
  attempting: attempt.nullable(),
  reason: z
    .enum([
      "expired",
      "cancelled",
      "drift",
      "lost-by-reboot",
      "timers-lost",
      "load-failed",
      "persist-failed",
      "checks-failed",
    ])
    .nullable(),
  confirmMode: z.enum(["proven", "ask"]),
  wish: z.enum(["keep", "roll-back"]).nullable(),
  bootId: z.string().nullable(),
  deadlineAt: z.number().nullable(),
  next: z.object({ attempt, at: z.number() }).nullable(),
  heardAt: z.number().nullable(),
});

const payloadSchema = z.object({ applyId: z.string(), state: stateSchema.optional() });

/** What the row of an apply job holds: which apply, and how far the machine had come. */
export type ApplyPayload = { readonly applyId: string; readonly state: ApplyState | null };

/** Reads the row of a job; throws where it holds something else. */
export function readPayload(stored: unknown): ApplyPayload {
  const { applyId, state } = payloadSchema.parse(stored);
  return { applyId, state: state ?? null };
}

/** The machine's state of a job: stored, or that of an apply nobody touched yet. */
export function stateOf(payload: ApplyPayload, confirmMode: ConfirmMode): ApplyState {
  return payload.state ?? queuedApply(confirmMode);
}
