import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { nameTaken } from "../object/object-errors";
import { parseInput } from "../parse-input";
import { findHost } from "./find-host";
import { hostNameSchema } from "./host-input";

const inputSchema = z.strictObject({ hostId: z.string(), name: hostNameSchema });

/** Gives a host another name in the panel. Throws `name-taken`. */
export async function renameHost(context: Context, input: unknown): Promise<void> {
  authorise(context, "host.rename");
  const { hostId, name } = parseInput(inputSchema, input);
  await transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const other = await tx.host.findUnique({ where: { name } });
    if (other !== null && other.id !== hostId) throw nameTaken(name);
    await tx.host.update({ where: { id: hostId }, data: { name } });
    await audit(
      tx,
      context.actor,
      "host.rename",
      { kind: "host", id: hostId },
      { from: host.name, to: name },
    );
  });
}
