import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { applyIdSchema } from "../apply/apply-input";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import type { CutRecord } from "./flows-view";

const detailSchema = z.object({ gone: z.array(z.string()), alive: z.array(z.string()) });

/** What was cut after an apply, newest first, out of the record. */
export async function listCuts(context: Context, input: unknown): Promise<readonly CutRecord[]> {
  authorise(context, "flows.list");
  const { applyId } = parseInput(applyIdSchema, input);
  const rows = await transaction((tx) =>
    tx.audit.findMany({
      where: { object: "apply", objectId: applyId, verb: "flows.cut" },
      orderBy: { at: "desc" },
      take: 50,
    }),
  );
  return rows.map(({ at, actorName, detail }) => ({
    at: at.toISOString(),
    who: actorName,
    ...detailSchema.parse(detail),
  }));
}
