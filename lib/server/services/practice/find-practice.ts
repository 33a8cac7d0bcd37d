import type { Tx } from "@/lib/server/db/transaction";
import { findHost } from "../host/find-host";
import { ServiceError } from "../service-error";

/** The row of a practice VPS; throws `host-not-found`, `not-practice`. */
export async function findPractice(tx: Tx, hostId: string) {
  const host = await findHost(tx, hostId);
  if (host.kind !== "practice") {
    throw new ServiceError("not-practice", "This is a real host, not a practice VPS.", { status: 409 });
  }
  return host;
}
