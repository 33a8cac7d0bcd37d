import * as z from "zod";
import { foreignChains } from "@/lib/core/drift/changed-chains";
import { cluesOf } from "@/lib/core/drift/clues";
import { policyBodySchema } from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { unpackLive } from "../apply/live-text";
import { hashOf } from "../canonical-json";
import { authorise, type Context } from "../context";
import { assemblePolicy } from "../draft/assemble-policy";
import { findChanged } from "../draft/find-changed";
import { hostIdSchema } from "../host/host-input";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { changedOthers, compareLive, ipv6Appeared, lostOf, type Measure, ownStands } from "./compare-live";
import { toDriftState } from "./drift-short";
import type { DriftFault, DriftView } from "./drift-view";
import { findSubject, type Subject } from "./find-subject";
import { unpackFacts } from "./pack-facts";

const faultSchema = z.object({
  code: z.string(),
  text: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What the last look read, with what it is compared with; null: there was none beside the confirmed apply. */
export async function findLook(tx: Tx, hostId: string) {
  const subject = await findSubject(tx, hostId);
  const row = await tx.drift.findUnique({ where: { hostId } });
  if (subject === null || row === null || row.applyId !== subject.apply.id) return null;
  const measure: Measure = { ...subject.measure, baseline: unpackLive(row.baseline) };
  return { subject, row, measure, facts: unpackFacts(row.facts) };
}

async function draftDiffers(tx: Tx, hostId: string, { apply }: Subject): Promise<boolean> {
  const draft = await tx.draft.findUnique({ where: { hostId } });
  if (draft === null) return false;
  const { revision } = await tx.apply.findUniqueOrThrow({
    where: { id: apply.id },
    select: { revision: { select: { id: true, hash: true } } },
  });
  const policy = assemblePolicy(policyBodySchema.parse(draft.body), await readObjects(tx));
  return (await findChanged(tx, [{ hostId, draft: policy, revision }])).has(hostId);
}

function faultOf(row: { fault: unknown; faultSince: Date | null }): DriftFault | null {
  if (row.faultSince === null) return null;
  return { ...faultSchema.parse(row.fault), since: row.faultSince.toISOString() };
}

/**
 * How a host's live rules stand beside those that were confirmed, by the last look; touches nothing. Null: nothing was
 * confirmed, or not looked at since.
 */
export async function readDrift(context: Context, input: unknown): Promise<DriftView | null> {
  authorise(context, "drift.read");
  const { hostId } = parseInput(hostIdSchema, input);
  const look = await transaction(async (tx) => {
    const found = await findLook(tx, hostId);
    return found && { ...found, draftChanged: await draftDiffers(tx, hostId, found.subject) };
  });
  if (look === null) return null;
  const { subject, row, measure, facts, draftChanged } = look;
  const { apply } = subject;
  const compared = await compareLive(measure, facts);
  const stands = ownStands(measure, facts.live);
  const changed = changedOthers(measure, facts.live);
  const there = new Set([facts.live.ipv4, facts.live.ipv6].flatMap((text) => foreignChains(text ?? "")));
  return {
    hostId,
    apply: { id: apply.id, number: apply.number },
    state: toDriftState(row.state),
    since: row.since.toISOString(),
    readAt: row.readAt.toISOString(),
    lookedAt: row.lookedAt.toISOString(),
    fault: faultOf(row),
    ...compared,
    lost: lostOf(measure, facts.live),
    rewritten: compared.own === "equal" && stands.some((stand) => stand !== "as-sent"),
    clues: cluesOf({
      now: facts,
      readAt: row.readAt.getTime(),
      confirmed: { bootId: apply.bootId, managers: apply.facts.managers },
      stands,
      ipv6Appeared: ipv6Appeared(measure, facts),
    }),
    changed,
    changedHash: hashOf(changed),
    ignored: [...measure.ignored].toSorted().map((name) => ({ name, there: there.has(name) })),
    draftChanged,
  };
}
