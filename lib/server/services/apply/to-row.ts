import * as z from "zod";
import { type DrillOutcome, drillOutcomes } from "@/lib/core/drill/outcome";
import type { ChangeItem } from "@/lib/core/policy/describe";
import { type RoleName, roleSchema } from "@/lib/core/policy/schema";
import { type Phase, phases } from "@/lib/core/rollout/phase";
import type { ApplyRow } from "./apply-view";

const phaseSchema = z.enum(phases);
const drillSchema = z.enum(drillOutcomes).nullable();
const rolesSchema = z.array(roleSchema);
const changesSchema = z.array(
  z.object({
    mark: z.enum(["+", "-", "~"]),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    text: z.string(),
  }),
);

/** A stored phase; throws on a word that is none, since nothing but the job writes it. */
export function toPhase(text: string): Phase {
  return phaseSchema.parse(text);
}

/** The stored roles of an apply. */
export function toRoles(stored: unknown): RoleName[] {
  return rolesSchema.parse(stored);
}

/** The stored outcome of a drill; null: it is none. */
export function toDrill(stored: string | null): DrillOutcome | null {
  return drillSchema.parse(stored);
}

/** The stored words of what changed. */
export function toChanges(stored: unknown): ChangeItem[] {
  return changesSchema.parse(stored);
}

type StoredApply = {
  readonly id: string;
  readonly hostId: string;
  readonly number: number;
  readonly phase: string;
  readonly reason: string | null;
  readonly roles: unknown;
  readonly summary: unknown;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly finishedAt: Date | null;
  readonly drill: string | null;
  readonly leave: boolean;
};

/** The heavy columns of an apply, which a line of the history does without. */
export const heavyColumns = { facts: true, rules4: true, rules6: true } as const;

/** The stored form of an apply → a line of the history. */
export function toApplyRow(row: StoredApply, revertOfNumber: number | null): ApplyRow {
  return {
    id: row.id,
    hostId: row.hostId,
    number: row.number,
    phase: toPhase(row.phase),
    reason: row.reason,
    roles: toRoles(row.roles),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    revertOfNumber,
    changes: toChanges(row.summary),
    drill: toDrill(row.drill),
    leave: row.leave,
  };
}
