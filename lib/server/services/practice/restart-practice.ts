import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findPractice } from "./find-practice";

/** Restarts a practice VPS as a real one would: empty tables, then its boot script. Allowed while an apply is pending. */
export async function restartPractice(context: Context, input: unknown): Promise<void> {
  authorise(context, "practice.restart");
  const { hostId } = parseInput(hostIdSchema, input);
  await transaction(async (tx) => {
    const host = await findPractice(tx, hostId);
    await audit(tx, context.actor, "practice.restart", { kind: "host", id: hostId }, { name: host.name });
  });
  await hostGateway().practice.restart(hostId);
}
