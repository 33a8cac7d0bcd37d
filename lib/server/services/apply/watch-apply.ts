import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { applyIdSchema } from "./apply-input";
import { onApply } from "./apply-topic";
import type { ApplyProgress } from "./apply-view";
import { findProgress, toProgress } from "./read-progress";

/**
 * An apply's progress: once now, then after each change, until it is over or `signal` aborts. A change while one
 * snapshot is being read leads to one more, so the last one is never missed.
 */
export async function* watchApply(
  context: Context,
  input: unknown,
  signal: AbortSignal,
): AsyncGenerator<ApplyProgress> {
  authorise(context, "apply.watch");
  const { applyId } = parseInput(applyIdSchema, input);
  let changed = true;
  let wake = () => {};
  const notice = () => {
    changed = true;
    wake();
  };
  const off = onApply(applyId, notice);
  signal.addEventListener("abort", notice);
  try {
    while (!signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      changed = false;
      const progress = await transaction(async (tx) => toProgress(tx, await findProgress(tx, applyId)));
      yield progress;
      if (progress.finishedAt !== null) return;
    }
  } finally {
    off();
    signal.removeEventListener("abort", notice);
  }
}
