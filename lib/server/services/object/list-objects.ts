import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findUses } from "./find-uses";
import type { ObjectsView } from "./object-view";
import { toNetwork, toService } from "./read-objects";

/** Every network and service object, and where each is named. */
export async function listObjects(context: Context): Promise<ObjectsView> {
  authorise(context, "object.list");
  return transaction(async (tx) => {
    const uses = await findUses(tx);
    const networks = await tx.networkObject.findMany({ orderBy: { name: "asc" } });
    const services = await tx.serviceObject.findMany({ orderBy: { name: "asc" } });
    return {
      networks: networks.map((row) => ({
        ...toNetwork(row),
        id: row.id,
        usedBy: uses.networks.get(row.name) ?? [],
      })),
      services: services.map((row) => ({
        ...toService(row),
        id: row.id,
        builtIn: row.builtIn,
        usedBy: uses.services.get(row.name) ?? [],
      })),
    };
  });
}
