import { randomUUID } from "node:crypto";
import * as z from "zod";
import { builtInNetworks, networkObjectSchema } from "@/lib/core/policy/schema";
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
  ...networkObjectSchema.shape,
});

/**
 * Adds or changes a network object. A changed one changes the drafts that name it, never a host: revisions keep copies.
 * Throws `bad-object`, `name-taken`, `object-in-use` (renaming a used one), `object-not-found`.
 */
export async function saveNetwork(context: Context, input: unknown): Promise<{ id: string }> {
  authorise(context, "object.save");
  const { id, ...network } = parseInput(inputSchema, input);
  checkObject({ kind: "network", value: network });
  if (builtInNetworks.some((name) => name === network.name)) throw nameTaken(network.name);
  return transaction(async (tx) => {
    const before = id === null ? null : await tx.networkObject.findUnique({ where: { id } });
    if (id !== null && before === null) throw objectNotFound();
    const other = await tx.networkObject.findUnique({ where: { name: network.name } });
    if (other !== null && other.id !== id) throw nameTaken(network.name);
    if (before !== null && before.name !== network.name) {
      const uses =
        (await findUses(tx)).networks.get(before.name)?.filter((use) => use.place === "draft") ?? [];
      if (uses.length > 0) throw objectInUse(before.name, uses);
    }
    const data = { name: network.name, entries: network.entries, note: network.note };
    const row =
      before === null
        ? await tx.networkObject.create({ data: { id: randomUUID(), ...data } })
        : await tx.networkObject.update({ where: { id: before.id }, data });
    await audit(
      tx,
      context.actor,
      before === null ? "network.add" : "network.change",
      { kind: "network", id: row.id },
      {
        name: network.name,
        entries: network.entries.length,
        previousName: before?.name ?? null,
      },
    );
    return { id: row.id };
  });
}
