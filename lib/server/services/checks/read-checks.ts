import * as z from "zod";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { policyBodySchema, policySchema } from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { ruleIds } from "../explain/rule-view";
import { findHost } from "../host/find-host";
import { parseInput } from "../parse-input";
import type { CheckRunLine, CheckRunView, ChecksView } from "./checks-view";
import { countsOf } from "./counts-of";
import { ownChecksSchema, resultsSchema } from "./stored";
import { type Origins, tellResults } from "./tell-results";

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

/** What the rules of an apply were compiled from; null: none were expected. */
async function findOrigins(tx: Tx, hostId: string, applyId: string | null): Promise<Origins | null> {
  const apply =
    applyId === null
      ? null
      : await tx.apply.findUnique({ where: { id: applyId }, include: { revision: true } });
  if (apply === null) return null;
  const draft = await tx.draft.findUnique({ where: { hostId } });
  return {
    policy: policySchema.parse(apply.revision.policy),
    facts: hostFactsSchema.parse(apply.facts),
    inDraft: ruleIds(draft && policyBodySchema.parse(draft.body)),
  };
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
    const known = ({ id, at, createdBy }: (typeof rows)[number]) => ({ id, at: at.toISOString(), createdBy });
    const resultsOf = ({ results }: (typeof rows)[number]) => resultsSchema.parse(results);
    const line = (row: (typeof rows)[number]): CheckRunLine => ({
      ...known(row),
      number: applyOf(row.applyId)?.number ?? null,
      counts: countsOf(resultsOf(row)),
    });
    const view = async (row: (typeof rows)[number]): Promise<CheckRunView> => {
      const origins = await findOrigins(tx, hostId, row.applyId);
      return {
        ...known(row),
        apply: applyOf(row.applyId),
        stale: row.applyId !== confirmed,
        sparing: origins?.policy.protections.portScan !== undefined,
        results: tellResults(resultsOf(row), origins),
      };
    };
    const shown = asked ?? rows[0] ?? null;
    return {
      run: shown && (await view(shown)),
      runs: rows.map(line),
      own: ownChecksSchema.parse(host.ownChecks) ?? [],
      confirmed: confirmed !== null,
    };
  });
}
