import * as z from "zod";
import { describeChange } from "@/lib/core/policy/describe";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import type { ApplyComparison } from "./apply-view";
import { loadApply } from "./read-apply";

const inputSchema = z.strictObject({ left: z.string(), right: z.string() });

/** Two applies of one host, and what leads from the left one to the right one. Throws `apply-not-found`, `other-host`. */
export async function compareApplies(context: Context, input: unknown): Promise<ApplyComparison> {
  authorise(context, "apply.compare");
  const ids = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    const left = await loadApply(tx, ids.left);
    const right = await loadApply(tx, ids.right);
    if (left.hostId !== right.hostId) {
      throw new ServiceError("other-host", "Only applies of one host can be compared.", { status: 422 });
    }
    return { left, right, changes: describeChange(left.policy, right.policy) };
  });
}
