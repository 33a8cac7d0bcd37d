import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import type { AuditPage } from "./audit-view";

const inputSchema = z.strictObject({
  /** The id that the page before ended with, or null: from the newest. */
  after: z.string().nullable().default(null),
  take: z.int().min(1).max(200).default(50),
  /** Only what was done to this object. */
  objectId: z.string().nullable().default(null),
  /** Only what was done to this kind of thing (`host`, `apply` …). */
  object: z.string().max(40).nullable().default(null),
  /** Only what this account did, by its name. */
  actor: z.string().max(200).nullable().default(null),
});
const detailSchema = z.record(z.string(), z.unknown());

/** A page of the record, newest first. */
export async function listAudit(context: Context, input: unknown): Promise<AuditPage> {
  authorise(context, "audit.list");
  const { after, take, objectId, object, actor } = parseInput(inputSchema, input);
  const rows = await transaction((tx) =>
    tx.audit.findMany({
      where: {
        ...(objectId === null ? {} : { objectId }),
        ...(object === null ? {} : { object }),
        ...(actor === null ? {} : { actorName: actor }),
      },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: take + 1,
      ...(after === null ? {} : { cursor: { id: after }, skip: 1 }),
    }),
  );
  const page = rows.slice(0, take);
  return {
    rows: page.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      actorName: row.actorName,
      verb: row.verb,
      object: row.object,
      objectId: row.objectId,
      detail: detailSchema.parse(row.detail),
    })),
    next: rows.length > take ? (page.at(-1)?.id ?? null) : null,
  };
}
