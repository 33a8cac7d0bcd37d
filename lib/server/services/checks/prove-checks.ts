import { randomUUID } from "node:crypto";
import { incomingChecks } from "@/lib/core/checks/derive-checks";
import { gravestJudgement } from "@/lib/core/checks/judge-check";
import { judgeTries } from "@/lib/core/checks/judge-tries";
import { proofOf, type RequiredProof } from "@/lib/core/checks/required";
import { spareKnocks } from "@/lib/core/checks/spare-knocks";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { policySchema } from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import type { CheckResult } from "./checks-view";
import { knock, merged } from "./knock";
import { intendedTables } from "./load-grounds";
import { ownChecks } from "./own-checks";
import { ownChecksSchema, resultsSchema } from "./stored";

/** What the required checks of an apply came to, and the run that holds all that was seen; null: they did not finish. */
export type ChecksProof = RequiredProof & { readonly runId: string };

async function load(applyId: string) {
  const row = await transaction((tx) =>
    tx.apply.findUniqueOrThrow({ where: { id: applyId }, include: { revision: true, host: true } }),
  );
  const facts = hostFactsSchema.parse(row.host.facts);
  const policy = policySchema.parse(row.revision.policy);
  const own = ownChecksSchema.parse(row.host.ownChecks) ?? [];
  const checks = incomingChecks(policy, facts, { kind: "panel" });
  // The rules of others as the inspection of this apply read them.
  const tables = intendedTables({ sent: { 4: row.rules4, 6: row.rules6 }, baseline: facts.live }, facts);
  return {
    hostId: row.hostId,
    createdBy: row.createdBy,
    facts,
    incoming: merged(checks, ownChecks(own, "panel")),
    tables,
    spare: spareKnocks(policy, facts, tables),
  };
}

/** A proof that is tried again every few seconds leaves only its last try on record, unless that decided something. */
async function forgetUnproven(tx: Tx, applyId: string): Promise<void> {
  const earlier = await tx.checkRun.findMany({ where: { applyId }, select: { id: true, results: true } });
  const unproven = earlier.filter(
    ({ results }) => proofOf(resultsSchema.parse(results)).verdict === "unproven",
  );
  await tx.checkRun.deleteMany({ where: { id: { in: unproven.map(({ id }) => id) } } });
}

/**
 * Tries what the rules of an apply, which are in force now, open and shut for the panel and for each place of the practice
 * internet; puts on record what was seen, as evidence of that apply. `within`: ends the wait for answers; what has not
 * finished by then is no proof, and null is answered. Throws what the gateway throws.
 */
export async function proveChecks(
  applyId: string,
  within: <T>(work: Promise<T>) => Promise<T | null>,
): Promise<ChecksProof | null> {
  const { hostId, createdBy, facts, incoming, tables, spare } = await load(applyId);
  const places = await within(knock(hostId, incoming, facts, spare));
  if (places === null) return null;
  const grounds = { facts, intended: tables, live: tables };
  const results = places.flatMap(({ checks, seen, sources }) =>
    checks.map((check, at): CheckResult => {
      const tries = judgeTries(check, seen[at] ?? [], grounds, sources);
      return { check, tries, judgement: gravestJudgement(tries.map(({ judgement }) => judgement)) };
    }),
  );
  const runId = randomUUID();
  await transaction(async (tx) => {
    await forgetUnproven(tx, applyId);
    await tx.checkRun.create({
      data: { id: runId, hostId, createdBy, applyId, results: [...results] },
      select: { id: true },
    });
  });
  return { ...proofOf(results), runId };
}
