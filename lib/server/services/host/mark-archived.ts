import { audit } from "@/lib/server/auth/audit";
import type { Actor } from "@/lib/server/auth/can";
import type { Tx } from "@/lib/server/db/transaction";
import { archivedName } from "./archived-name";

/** Takes a host out of the lists, on record. Its history stays; its name becomes free. */
export async function markArchived(
  tx: Tx,
  actor: Pick<Actor, "id" | "name">,
  host: { readonly id: string; readonly name: string },
): Promise<void> {
  const archivedAt = new Date();
  const name = archivedName(host.name, archivedAt);
  await tx.host.update({ where: { id: host.id }, data: { archivedAt, name }, select: { id: true } });
  await audit(tx, actor, "host.archive", { kind: "host", id: host.id }, { name: host.name });
}
