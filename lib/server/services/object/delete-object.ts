import * as z from "zod";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { findUses } from "./find-uses";
import { objectInUse, objectNotFound } from "./object-errors";
import { apart, toService } from "./read-objects";

const inputSchema = z.strictObject({ kind: z.enum(["network", "service"]), id: z.string() });

/** A service that comes with the product, as it came; undefined: it is none of those, or it can be read. */
function cameAs(row: Parameters<typeof toService>[0]) {
  const { unreadable } = apart([row], toService);
  return unreadable.length === 0 ? undefined : serviceCatalogue.find(({ name }) => name === row.name);
}

/**
 * Deletes an object that no draft names. A service that comes with the product stays; one that cannot be read is put back as
 * it came. Throws `object-in-use` with the hosts, `object-built-in`, `object-not-found`.
 */
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
      const came = cameAs(row);
      if (came !== undefined) {
        await tx.serviceObject.update({ where: { id }, data: { parts: [...came.parts], note: came.note } });
        const detail = { name: row.name, previousName: row.name };
        return audit(tx, context.actor, "service.change", { kind, id }, detail);
      }
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
