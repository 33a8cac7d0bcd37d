import type { Context } from "../context";
import { handOver } from "../progress/hand-over";
import type { CheckRunMessage } from "./checks-view";
import { runChecks } from "./run-checks";

/** Runs the checks of a host and hands over how far they are, then one `done` or `failed`. */
export async function* watchRun(context: Context, input: unknown): AsyncGenerator<CheckRunMessage> {
  yield* handOver<CheckRunMessage>(async (tell) => {
    const { runId } = await runChecks(context, input, tell);
    return { kind: "done", runId };
  }, "The checks failed for a reason of the panel's own.");
}
