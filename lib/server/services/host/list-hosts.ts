import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { readObjects } from "../object/read-objects";
import { findStandings } from "./find-standings";
import type { HostRow } from "./host-view";
import { shortDrift, toHostRows } from "./to-host-row";

/** Every host that is not archived, by name. */
export async function listHosts(context: Context): Promise<readonly HostRow[]> {
  authorise(context, "host.list");
  return transaction(async (tx) => {
    const rows = await tx.host.findMany({
      where: { archivedAt: null },
      orderBy: { name: "asc" },
      omit: { facts: true },
      include: { draft: true, drift: shortDrift },
    });
    const standings = await findStandings(
      tx,
      rows.map(({ id }) => id),
    );
    return toHostRows(tx, rows, standings, await readObjects(tx));
  });
}
