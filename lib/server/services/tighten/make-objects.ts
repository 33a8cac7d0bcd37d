import { randomUUID } from "node:crypto";
import {
  type NetworkObject,
  networkObjectSchema,
  type ServiceObject,
  serviceObjectSchema,
} from "@/lib/core/policy/schema";
import { audit } from "@/lib/server/auth/audit";
import type { Tx } from "@/lib/server/db/transaction";
import type { Context } from "../context";
import { freeName } from "../object/free-name";
import { readObjects, takenNames } from "../object/read-objects";

const sameEntries = ({ entries }: NetworkObject, wanted: readonly string[]) =>
  entries.toSorted().join() === wanted.toSorted().join();

/** The name of the network object that holds these entries and no others: one that is there, or a new one. */
export async function networkNamed(
  tx: Tx,
  context: Context,
  stem: string,
  entries: readonly string[],
): Promise<string> {
  const { networks } = await readObjects(tx);
  const same = networks.find((network) => sameEntries(network, entries));
  if (same !== undefined) return same.name;
  const name = freeName(stem, (await takenNames(tx)).networks);
  const id = randomUUID();
  // What is stored is read by every page: what the schema refuses must not get there.
  const object = networkObjectSchema.parse({ name, entries, note: "" });
  await tx.networkObject.create({ data: { id, ...object } });
  const detail = { name, entries: entries.length, previousName: null };
  await audit(tx, context.actor, "network.add", { kind: "network", id }, detail);
  return name;
}

const isOnly = ({ parts }: ServiceObject, protocol: "tcp" | "udp", port: number) =>
  parts.length === 1 &&
  parts[0]?.protocol === protocol &&
  parts[0].ports.length === 1 &&
  parts[0].ports[0] === String(port);

/** The name of the service object that is this one port: one that is there, or a new one. */
export async function serviceNamed(
  tx: Tx,
  context: Context,
  protocol: "tcp" | "udp",
  port: number,
): Promise<string> {
  const { services } = await readObjects(tx);
  const same = services.find((service) => isOnly(service, protocol, port));
  if (same !== undefined) return same.name;
  const name = freeName(`${protocol} ${port}`, (await takenNames(tx)).services);
  const id = randomUUID();
  const parts = [{ protocol, ports: [String(port)] }];
  const object = serviceObjectSchema.parse({ name, parts, note: "" });
  await tx.serviceObject.create({ data: { id, ...object } });
  await audit(
    tx,
    context.actor,
    "service.add",
    { kind: "service", id },
    { name, parts: 1, previousName: null },
  );
  return name;
}
