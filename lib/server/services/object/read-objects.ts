import * as z from "zod";
import {
  type NetworkObject,
  networkObjectSchema,
  type ServiceObject,
  serviceObjectSchema,
  servicePartSchema,
} from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";

const entriesSchema = z.array(z.string());
const partsSchema = z.array(servicePartSchema);

/** The stored form of a network object → its core form. */
export function toNetwork(row: { name: string; entries: unknown; note: string }): NetworkObject {
  return networkObjectSchema.parse({
    name: row.name,
    entries: entriesSchema.parse(row.entries),
    note: row.note,
  });
}

/** The stored form of a service object → its core form. */
export function toService(row: { name: string; parts: unknown; note: string }): ServiceObject {
  return serviceObjectSchema.parse({ name: row.name, parts: partsSchema.parse(row.parts), note: row.note });
}

/** Every object there is, by name. */
export async function readObjects(
  tx: Tx,
): Promise<{ networks: readonly NetworkObject[]; services: readonly ServiceObject[] }> {
  const networks = await tx.networkObject.findMany({ orderBy: { name: "asc" } });
  const services = await tx.serviceObject.findMany({ orderBy: { name: "asc" } });
  return { networks: networks.map(toNetwork), services: services.map(toService) };
}
