import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { readObjects } from "../object/read-objects";
import type { HostRow } from "./host-view";
import { hostInclude, toHostRow } from "./to-host-row";

/** Every host that is not archived, by name. */
export async function listHosts(context: Context): Promise<readonly HostRow[]> {
  authorise(context, "host.list");
  return transaction(async (tx) => {
    const rows = await tx.host.findMany({
      where: { archivedAt: null },
      orderBy: { name: "asc" },
      include: hostInclude,
    });
    const objects = await readObjects(tx);
    return Promise.all(rows.map((row) => toHostRow(tx, row, objects)));
  });
}
