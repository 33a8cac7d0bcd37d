import type { Tx } from "@/lib/server/db/transaction";
import { ServiceError } from "../service-error";

/** The row of a key; throws `key-not-found`. */
export async function findKey(tx: Tx, keyId: string) {
  const key = await tx.sshKey.findUnique({ where: { id: keyId } });
  if (key === null) {
    throw new ServiceError("key-not-found", "This key is not there any more. Make a new one.", {
      status: 404,
    });
  }
  return key;
}
