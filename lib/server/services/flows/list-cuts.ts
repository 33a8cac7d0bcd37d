import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { applyIdSchema } from "../apply/apply-input";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import type { CutRecord } from "./flows-view";

const lines = z.array(z.string()).default([]);
/** `cut`: the same in what was asked and in what came of it. */
const detailSchema = z.object({ cut: z.string().optional(), asked: lines, gone: lines, alive: lines });

/** What was cut after an apply, or asked for without an answer, newest first, out of the record. */
export async function listCuts(context: Context, input: unknown): Promise<readonly CutRecord[]> {
  authorise(context, "flows.list");
  const { applyId } = parseInput(applyIdSchema, input);
  const rows = await transaction((tx) =>
    tx.audit.findMany({
      where: { object: "apply", objectId: applyId, verb: { in: ["flows.cut", "flows.cut-start"] } },
      orderBy: { at: "desc" },
      take: 100,
    }),
  );
  const read = rows.map((row) => ({ ...row, said: detailSchema.parse(row.detail) }));
  const answered = new Set(read.flatMap(({ verb, said }) => (verb === "flows.cut" ? (said.cut ?? []) : [])));
  return read.flatMap(({ id, verb, at, actorName, said: { cut, asked, gone, alive } }): CutRecord[] => {
    if (verb === "flows.cut-start" && cut !== undefined && answered.has(cut)) return [];
    return [{ id, at: at.toISOString(), who: actorName, gone, alive, unanswered: asked }];
  });
}
