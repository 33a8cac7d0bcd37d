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

/** Those that can be read, and the rows that cannot. */
export function apart<Row, Read>(
  rows: readonly Row[],
  read: (row: Row) => Read,
): { readonly read: readonly Read[]; readonly unreadable: readonly Row[] } {
  const found: Read[] = [];
  const unreadable: Row[] = [];
  for (const row of rows) {
    try {
      found.push(read(row));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      unreadable.push(row);
    }
  }
  return { read: found, unreadable };
}

/**
 * Every object that can be read, by name. One that cannot is told on the page of the objects (`listObjects`); a draft that
 * names it has a problem that says so, and no other one has.
 */
export async function readObjects(
  tx: Tx,
): Promise<{ networks: readonly NetworkObject[]; services: readonly ServiceObject[] }> {
  const networks = await tx.networkObject.findMany({ orderBy: { name: "asc" } });
  const services = await tx.serviceObject.findMany({ orderBy: { name: "asc" } });
  return { networks: apart(networks, toNetwork).read, services: apart(services, toService).read };
}

/** Every name that stands in the database, and so cannot be given to another object: also those of rows that cannot be read. */
export async function takenNames(
  tx: Tx,
): Promise<{ networks: ReadonlySet<string>; services: ReadonlySet<string> }> {
  const networks = await tx.networkObject.findMany({ select: { name: true } });
  const services = await tx.serviceObject.findMany({ select: { name: true } });
  const namesOf = (rows: readonly { name: string }[]) => new Set(rows.map(({ name }) => name));
  return { networks: namesOf(networks), services: namesOf(services) };
}
