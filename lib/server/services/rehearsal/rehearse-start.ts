import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import { rehearseHost } from "./rehearse-host";

/** Rehearses a host's next start because somebody asks. Throws what `rehearseHost` throws. */
export async function rehearseStart(context: Context, input: unknown): Promise<void> {
  authorise(context, "rehearsal.run");
  const { hostId } = parseInput(hostIdSchema, input);
  await rehearseHost(hostId, context.actor.name);
  await transaction((tx) => audit(tx, context.actor, "rehearsal.run", { kind: "host", id: hostId }));
}
