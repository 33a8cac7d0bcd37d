import { transaction } from "@/lib/server/db/transaction";
import { applyIdSchema } from "../apply/apply-input";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import type { CheckRunLine } from "./checks-view";
import { countsOf } from "./counts-of";
import { resultsSchema } from "./stored";

/** The newest run of checks that was held against the rules of an apply; null: none was. */
export async function readApplyChecks(
  context: Context,
  input: unknown,
): Promise<Omit<CheckRunLine, "number"> | null> {
  authorise(context, "checks.read");
  const { applyId } = parseInput(applyIdSchema, input);
  const row = await transaction((tx) =>
    tx.checkRun.findFirst({ where: { applyId }, orderBy: { at: "desc" } }),
  );
  if (row === null) return null;
  const { id, at, createdBy, results } = row;
  return { id, at: at.toISOString(), createdBy, counts: countsOf(resultsSchema.parse(results)) };
}
