import "server-only";
import { randomUUID } from "node:crypto";
import type { JsonObject, Tx } from "../db/transaction";
import type { Actor } from "./can";

/** What was acted on: what kind of thing it is (`host`), and its id. */
export type AuditObject = { readonly kind: string; readonly id: string };

/**
 * Writes who did what, in the transaction that does it, so that neither exists without the other. `verb` is
 * `noun.verb` (`host.add`); `detail` is plain data and never holds a secret.
 */
export async function audit(
  tx: Tx,
  actor: Pick<Actor, "id" | "name">,
  verb: string,
  object: AuditObject,
  detail: JsonObject = {},
): Promise<void> {
  await tx.audit.create({
    data: {
      id: randomUUID(),
      actorId: actor.id,
      actorName: actor.name,
      verb,
      object: object.kind,
      objectId: object.id,
      detail,
    },
  });
}
