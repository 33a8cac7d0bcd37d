import type { Context } from "../context";
import { isServiceError } from "../service-error";
import type { CheckRunMessage } from "./checks-view";
import { runChecks } from "./run-checks";

const internal = {
  kind: "failed",
  code: "internal",
  text: "The checks failed for a reason of the panel's own.",
  params: {},
} as const;

/** Runs the checks of a host and hands over how far they are, then one `done` or `failed`. */
export async function* watchRun(context: Context, input: unknown): AsyncGenerator<CheckRunMessage> {
  const queue: CheckRunMessage[] = [];
  let wake = () => {};
  const push = (message: CheckRunMessage) => {
    queue.push(message);
    wake();
  };
  runChecks(context, input, push).then(
    ({ runId }) => push({ kind: "done", runId }),
    (error: unknown) =>
      push(
        isServiceError(error)
          ? { kind: "failed", code: error.code, text: error.message, params: error.params }
          : internal,
      ),
  );
  for (;;) {
    const message = queue.shift();
    if (message === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    yield message;
    if (message.kind === "done" || message.kind === "failed") return;
  }
}
