import * as z from "zod";
import { policySchema } from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { parseInput } from "../parse-input";
import type { CheckRunLine, CheckRunView, ChecksView } from "./checks-view";
import { countsOf } from "./counts-of";
import { ownChecksSchema, resultsSchema } from "./stored";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** The run to show; null: the newest. */
  runId: z.string().nullable().default(null),
});

/** Earlier runs beyond these are on record, and not listed. */
const mostRuns = 20;

async function confirmedNow(tx: Tx, hostId: string): Promise<string | null> {
  const last = await tx.apply.findFirst({
    where: { hostId, phase: "confirmed", leave: false },
    orderBy: { number: "desc" },
    select: { id: true },
  });
  return last?.id ?? null;
}

/** Whether checks of an apply's rules knock at few closed ports. */
async function isSparing(tx: Tx, applyId: string | null): Promise<boolean> {
  if (applyId === null) return false;
  const apply = await tx.apply.findUnique({
    where: { id: applyId },
    select: { revision: { select: { policy: true } } },
  });
  return apply !== null && policySchema.parse(apply.revision.policy).protections.portScan !== undefined;
}

/** The runs of a host's checks, newest first, and one of them at length. Throws `host-not-found`. */
export async function readChecks(context: Context, input: unknown): Promise<ChecksView> {
  authorise(context, "checks.read");
  const { hostId, runId } = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const rows = await tx.checkRun.findMany({ where: { hostId }, orderBy: { at: "desc" }, take: mostRuns });
    const asked = runId === null ? null : await tx.checkRun.findFirst({ where: { id: runId, hostId } });
    const applies = await tx.apply.findMany({
      where: { hostId },
      select: { id: true, number: true, phase: true },
    });
    const found = new Map(applies.map((one) => [one.id, one]));
    const confirmed = await confirmedNow(tx, hostId);
    const applyOf = (applyId: string | null): CheckRunView["apply"] => {
      const apply = found.get(applyId ?? "");
      return apply ? { id: apply.id, number: apply.number, confirmed: apply.phase === "confirmed" } : null;
    };
    const view = ({
      id,
      at,
      createdBy,
      applyId,
      results,
    }: (typeof rows)[number]): Omit<CheckRunView, "sparing"> => ({
      id,
      at: at.toISOString(),
      createdBy,
      apply: applyOf(applyId),
      stale: applyId !== confirmed,
      results: resultsSchema.parse(results),
    });
    const line = (row: (typeof rows)[number]): CheckRunLine => {
      const { id, at, createdBy, apply, results } = view(row);
      return { id, at, createdBy, number: apply?.number ?? null, counts: countsOf(results) };
    };
    const shown = asked ?? rows[0] ?? null;
    return {
      run: shown && { ...view(shown), sparing: await isSparing(tx, shown.applyId) },
      runs: rows.map(line),
      own: ownChecksSchema.parse(host.ownChecks) ?? [],
      confirmed: confirmed !== null,
    };
  });
}
