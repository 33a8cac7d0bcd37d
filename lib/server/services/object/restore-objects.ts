import { randomUUID } from "node:crypto";
import type { NetworkObject, ServiceObject } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { canonicalJson } from "../canonical-json";
import { freeName } from "./free-name";
import { readObjects, takenNames } from "./read-objects";

/** A free name that says where the object comes from, short enough for a name. */
const nameAsOf = (name: string, number: number, taken: ReadonlySet<string>) =>
  freeName(`${name.slice(0, 40).trimEnd()} as of ${number}`, taken);

type Named = NetworkObject | ServiceObject;

/** Which objects must be made, and under which names the wanted ones stand then. */
function plan<T extends Named>(
  wanted: readonly T[],
  there: readonly T[],
  content: (object: T) => unknown,
  { number, ...stored }: { readonly number: number; readonly taken: ReadonlySet<string> },
) {
  const taken = new Set(stored.taken);
  const same = (a: T, b: T) => canonicalJson(content(a)) === canonicalJson(content(b));
  const names = new Map<string, string>();
  const make: T[] = [];
  for (const object of wanted) {
    const current = there.find((other) => other.name === object.name);
    if (current !== undefined && same(current, object)) continue;
    // What cannot be read says something else as well.
    const isTaken = stored.taken.has(object.name);
    const name = isTaken ? nameAsOf(object.name, number, taken) : object.name;
    // An earlier revert may have made the same copy already.
    const copy = there.find((other) => other.name.startsWith(`${object.name} as of `) && same(other, object));
    names.set(object.name, isTaken && copy !== undefined ? copy.name : name);
    if (!isTaken || copy === undefined) {
      taken.add(name);
      make.push({ ...object, name });
    }
  }
  return { names, make };
}

/** Brings back the objects of an earlier policy without changing any that is there; answers old name → name now. */
export async function restoreObjects(
  tx: Tx,
  wanted: { readonly networks: readonly NetworkObject[]; readonly services: readonly ServiceObject[] },
  number: number,
): Promise<{ networks: ReadonlyMap<string, string>; services: ReadonlyMap<string, string> }> {
  const there = await readObjects(tx);
  const taken = await takenNames(tx);
  const networks = plan(wanted.networks, there.networks, (object) => object.entries, {
    number,
    taken: taken.networks,
  });
  const services = plan(wanted.services, there.services, (object) => object.parts, {
    number,
    taken: taken.services,
  });
  for (const { name, entries, note } of networks.make) {
    await tx.networkObject.create({ data: { id: randomUUID(), name, entries, note } });
  }
  for (const { name, parts, note } of services.make) {
    await tx.serviceObject.create({ data: { id: randomUUID(), name, parts, note } });
  }
  return { networks: networks.names, services: services.names };
}
