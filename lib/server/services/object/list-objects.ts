import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findUses } from "./find-uses";
import type { NetworkView, ObjectsView, ServiceView } from "./object-view";
import { apart, toNetwork, toService } from "./read-objects";

/** Every network and service object, where each is named, and which of them cannot be read. */
export async function listObjects(context: Context): Promise<ObjectsView> {
  authorise(context, "object.list");
  return transaction(async (tx) => {
    const uses = await findUses(tx);
    const networkRows = await tx.networkObject.findMany({ orderBy: { name: "asc" } });
    const serviceRows = await tx.serviceObject.findMany({ orderBy: { name: "asc" } });
    const ofNetwork = ({ name }: { name: string }) => uses.networks.get(name) ?? [];
    const ofService = ({ name }: { name: string }) => uses.services.get(name) ?? [];
    const networks = apart(
      networkRows,
      (row): NetworkView => ({ ...toNetwork(row), id: row.id, usedBy: ofNetwork(row) }),
    );
    const services = apart(
      serviceRows,
      (row): ServiceView => ({ ...toService(row), id: row.id, builtIn: row.builtIn, usedBy: ofService(row) }),
    );
    return {
      networks: networks.read,
      services: services.read,
      unreadable: {
        networks: networks.unreadable.map((row) => ({
          id: row.id,
          name: row.name,
          builtIn: false,
          usedBy: ofNetwork(row),
        })),
        services: services.unreadable.map((row) => ({
          id: row.id,
          name: row.name,
          builtIn: row.builtIn,
          usedBy: ofService(row),
        })),
      },
    };
  });
}
