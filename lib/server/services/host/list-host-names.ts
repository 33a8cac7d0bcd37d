import { db } from "@/lib/server/db/client";
import { authorise, type Context } from "../context";
import type { HostRow } from "./host-view";

/** Every host that is not archived, by name, as far as one needs to find it: read for each page. */
export async function listHostNames(
  context: Context,
): Promise<readonly Pick<HostRow, "id" | "name" | "address">[]> {
  authorise(context, "host.list");
  return db.host.findMany({
    where: { archivedAt: null },
    orderBy: { name: "asc" },
    select: { id: true, name: true, address: true },
  });
}
