import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { findHost } from "./find-host";

const inputSchema = z.strictObject({ hostId: z.string(), managers: z.array(z.string().max(100)).max(50) });

/** The operator decides which other firewall managers stay beside ours; the list replaces the one before. */
export async function acceptManagers(context: Context, input: unknown): Promise<void> {
  authorise(context, "host.accept-managers");
  const { hostId, managers } = parseInput(inputSchema, input);
  await transaction(async (tx) => {
    await findHost(tx, hostId);
    await tx.host.update({ where: { id: hostId }, data: { acceptedManagers: managers } });
    await audit(tx, context.actor, "host.accept-managers", { kind: "host", id: hostId }, { managers });
  });
}
