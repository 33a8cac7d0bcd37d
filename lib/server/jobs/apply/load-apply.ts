import * as z from "zod";
import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";
import { type Policy, policySchema } from "@/lib/core/policy/schema";
import { transaction } from "@/lib/server/db/transaction";

const modeSchema = z.enum(["proven", "ask"]);
const managersSchema = z.array(z.string());

/** What was frozen for one apply. */
export type FrozenApply = {
  readonly id: string;
  readonly hostId: string;
  readonly policy: Policy;
  readonly facts: HostFacts;
  readonly rules4: string;
  readonly rules6: string | null;
  readonly confirmMode: "proven" | "ask";
  readonly timeoutSeconds: number;
  readonly anyway: boolean;
  /** The proof asks for checks too. */
  readonly requireChecks: boolean;
  /** It shuts the panel out on purpose and is never kept. */
  readonly drill: boolean;
  /** It takes all that is ours off the host. */
  readonly leave: boolean;
  /** As they are now: the operator may have decided since. */
  readonly acceptedManagers: readonly string[];
};

/** Reads what was frozen; throws where there is no such apply. */
export async function loadFrozen(applyId: string): Promise<FrozenApply> {
  const row = await transaction((tx) =>
    tx.apply.findUniqueOrThrow({ where: { id: applyId }, include: { revision: true, host: true } }),
  );
  return {
    id: row.id,
    hostId: row.hostId,
    policy: policySchema.parse(row.revision.policy),
    facts: hostFactsSchema.parse(row.facts),
    rules4: row.rules4,
    rules6: row.rules6,
    confirmMode: modeSchema.parse(row.confirmMode),
    timeoutSeconds: row.timeoutSeconds,
    anyway: row.anyway,
    requireChecks: row.requireChecks,
    drill: row.drill !== null,
    leave: row.leave,
    acceptedManagers: managersSchema.parse(row.host.acceptedManagers),
  };
}

/** What the operator has pressed so far. */
export async function readWish(applyId: string): Promise<"keep" | "roll-back" | null> {
  const row = await transaction((tx) =>
    tx.apply.findUniqueOrThrow({ where: { id: applyId }, select: { wish: true } }),
  );
  return row.wish === "keep" || row.wish === "roll-back" ? row.wish : null;
}
