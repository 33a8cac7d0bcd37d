import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import type { KeyRow } from "./key-view";

/** Every key of the panel, newest first, with the hosts that it opens. Archived hosts do not count. */
export async function listKeys(context: Context): Promise<readonly KeyRow[]> {
  authorise(context, "key.list");
  return transaction(async (tx) => {
    const keys = await tx.sshKey.findMany({
      orderBy: { createdAt: "desc" },
      include: { hosts: { where: { archivedAt: null }, select: { id: true, name: true } } },
    });
    return keys.map((key) => ({
      keyId: key.id,
      name: key.name,
      publicKey: key.publicKey,
      fingerprint: key.fingerprint,
      origin: key.origin === "pasted" ? "pasted" : "made",
      createdAt: key.createdAt.toISOString(),
      hosts: key.hosts,
    }));
  });
}
