import type { Tx } from "@/lib/server/db/transaction";
import { ServiceError } from "../service-error";

/** The row of a host that is not archived; throws `host-not-found`. */
export async function findHost(tx: Tx, hostId: string) {
  const host = await tx.host.findUnique({ where: { id: hostId } });
  if (host === null || host.archivedAt !== null) {
    throw new ServiceError("host-not-found", "This host is not managed here (any more).", { status: 404 });
  }
  return host;
}
