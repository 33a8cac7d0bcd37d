import { randomUUID } from "node:crypto";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import { type ConfirmedRules, judgeCompared, judgeRehearsal } from "@/lib/core/rehearsal/judge";
import { lateFlushers } from "@/lib/core/rehearsal/late-flushers";
import type { RehearsalAnswer, Rehearsed } from "@/lib/core/rehearsal/rehearsal";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { packLive } from "../apply/live-text";
import { findHost } from "../host/find-host";
import { findConfirmed } from "../host/to-host-row";
import { hostGateway } from "../host-gateway";
import { askMeaning } from "../meaning/ask-meaning";
import { isServiceError, ServiceError } from "../service-error";
import { rehearsalSides } from "./sides";
import type { StoredDetail } from "./stored";

/** What stands confirmed, and where. */
type Standing = ConfirmedRules & {
  readonly applyId: string;
  readonly policy: Policy;
  readonly startedOtherwise: boolean;
};

async function readStanding(tx: Tx, hostId: string): Promise<Standing> {
  const host = await findHost(tx, hostId);
  const confirmed = await findConfirmed(tx, hostId);
  if (confirmed === null) {
    throw new ServiceError("rehearsal-nothing-confirmed", "No rules are confirmed on this host yet.", {
      status: 409,
    });
  }
  const { rules4, rules6 } = await tx.apply.findUniqueOrThrow({
    where: { id: confirmed.row.id },
    select: { rules4: true, rules6: true },
  });
  const { policy, row } = confirmed;
  return { applyId: row.id, policy, rules4, rules6, startedOtherwise: host.kind === "practice" };
}

async function compare(standing: Standing, facts: HostFacts, answer: RehearsalAnswer): Promise<Rehearsed> {
  const { policy } = standing;
  const sides = rehearsalSides(facts.live, standing, answer.tables);
  const meaning = await askMeaning({ sides, facts, policy, objects: [] });
  if (!meaning.told) return judgeCompared("not-told");
  const outcomes = Object.values(meaning.outcomes);
  if (outcomes.includes("different")) return judgeCompared("differs");
  const all = outcomes.every((outcome) => outcome === "equal" || outcome === "absent");
  return judgeCompared(all ? "equal" : "not-told");
}

async function store(
  tx: Tx,
  hostId: string,
  row: Rehearsed & {
    readonly applyId: string;
    readonly createdBy: string | null;
    readonly detail: StoredDetail;
    readonly answer: RehearsalAnswer | null;
  },
): Promise<void> {
  const { outcome, why, applyId, createdBy, detail, answer } = row;
  const tables = answer?.word === "loaded" ? packLive(answer.tables) : null;
  await tx.rehearsal.create({
    data: { id: randomUUID(), hostId, applyId, createdBy, outcome, why, detail, tables },
    select: { id: true },
  });
}

/**
 * Rehearses a host's next start and puts on record what came of it, also where the host could not be heard; then it
 * throws all the same. What it reads of the host is not kept: it would make a review that is being looked at outdated.
 * `createdBy` null: it follows a confirm. Throws `host-not-found`, `rehearsal-nothing-confirmed` and what the gateway
 * throws.
 */
export async function rehearseHost(hostId: string, createdBy: string | null): Promise<void> {
  const standing = await transaction((tx) => readStanding(tx, hostId));
  const { applyId } = standing;
  try {
    const { facts, answer } = await hostGateway().rehearse(hostId);
    const judged = judgeRehearsal({
      answer,
      confirmed: standing,
      startedOtherwise: standing.startedOtherwise,
    });
    const found = judged === "compare" ? await compare(standing, facts, answer) : judged;
    const detail = {
      loaded: answer.loaded,
      fault: answer.fault,
      failure: null,
      flushers: [...lateFlushers(facts)],
    };
    await transaction(async (tx) => {
      const now = await readStanding(tx, hostId);
      const same = now.applyId === applyId;
      const result: Rehearsed = same ? found : { outcome: "cannot-tell", why: "changed" };
      await store(tx, hostId, {
        ...result,
        applyId: now.applyId,
        createdBy,
        detail,
        answer: same ? answer : null,
      });
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const failure = { code: error.code, text: error.message, params: error.params };
    const detail = { loaded: null, fault: "", failure, flushers: [] };
    const result = { outcome: "cannot-tell", why: "not-reached" } as const;
    await transaction((tx) => store(tx, hostId, { ...result, applyId, createdBy, detail, answer: null }));
    throw error;
  }
}
