import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { findUses } from "./find-uses";
import { objectInUse, objectNotFound } from "./object-errors";

const inputSchema = z.strictObject({ kind: z.enum(["network", "service"]), id: z.string() });

/** Deletes an object that no draft names. Throws `object-in-use` with the hosts, `object-built-in`, `object-not-found`. */
export async function deleteObject(context: Context, input: unknown): Promise<void> {
  authorise(context, "object.delete");
  const { kind, id } = parseInput(inputSchema, input);
  await transaction(async (tx) => {
    const row =
      kind === "network"
        ? await tx.networkObject.findUnique({ where: { id } })
        : await tx.serviceObject.findUnique({ where: { id } });
    if (row === null) throw objectNotFound();
    if ("builtIn" in row && row.builtIn) {
      throw new ServiceError("object-built-in", `"${row.name}" comes with the product and stays.`, {
        status: 409,
        params: { name: row.name },
      });
    }
    const all = await findUses(tx);
    const uses = (kind === "network" ? all.networks : all.services).get(row.name) ?? [];
    const inDrafts = uses.filter((use) => use.place === "draft");
    if (inDrafts.length > 0) throw objectInUse(row.name, inDrafts);
    if (kind === "network") await tx.networkObject.delete({ where: { id } });
    else await tx.serviceObject.delete({ where: { id } });
    await audit(tx, context.actor, `${kind}.delete`, { kind, id }, { name: row.name });
  });
}
