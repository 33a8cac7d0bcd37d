import { randomUUID } from "node:crypto";
import * as z from "zod";
import { everyService, serviceObjectSchema } from "@/lib/core/policy/schema";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { checkObject } from "./check-object";
import { findUses } from "./find-uses";
import { nameTaken, objectInUse, objectNotFound } from "./object-errors";

const inputSchema = z.strictObject({
  /** Null: a new one. */
  id: z.string().nullable().default(null),
  ...serviceObjectSchema.shape,
});

/** Adds or changes a service object; the built-in ones may be changed, but keep their names. */
export async function saveService(context: Context, input: unknown): Promise<{ id: string }> {
  authorise(context, "object.save");
  const { id, ...service } = parseInput(inputSchema, input);
  checkObject({ kind: "service", value: service });
  if (service.name === everyService) throw nameTaken(service.name);
  return transaction(async (tx) => {
    const before = id === null ? null : await tx.serviceObject.findUnique({ where: { id } });
    if (id !== null && before === null) throw objectNotFound();
    const other = await tx.serviceObject.findUnique({ where: { name: service.name } });
    if (other !== null && other.id !== id) throw nameTaken(service.name);
    if (before !== null && before.name !== service.name) {
      const uses =
        (await findUses(tx)).services.get(before.name)?.filter((use) => use.place === "draft") ?? [];
      if (uses.length > 0 || before.builtIn) throw objectInUse(before.name, uses);
    }
    const data = { name: service.name, parts: service.parts, note: service.note };
    const row =
      before === null
        ? await tx.serviceObject.create({ data: { id: randomUUID(), ...data } })
        : await tx.serviceObject.update({ where: { id: before.id }, data });
    await audit(
      tx,
      context.actor,
      before === null ? "service.add" : "service.change",
      { kind: "service", id: row.id },
      {
        name: service.name,
        previousName: before?.name ?? null,
      },
    );
    return { id: row.id };
  });
}
