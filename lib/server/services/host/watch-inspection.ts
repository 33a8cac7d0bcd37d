import type { Context } from "../context";
import { isServiceError } from "../service-error";
import type { InspectionMessage } from "./host-view";
import { inspectHost } from "./inspect-host";

/** Inspects a host and hands over each line as it happens, then one `done` or `failed`. */
export async function* watchInspection(context: Context, input: unknown): AsyncGenerator<InspectionMessage> {
  const queue: InspectionMessage[] = [];
  let wake = () => {};
  const push = (message: InspectionMessage) => {
    queue.push(message);
    wake();
  };
  inspectHost(context, input, (text) => push({ kind: "line", text })).then(
    ({ facts, problems }) => push({ kind: "done", facts, problems }),
    (error: unknown) =>
      push(
        isServiceError(error)
          ? { kind: "failed", code: error.code, text: error.message, params: error.params }
          : {
              kind: "failed",
              code: "internal",
              text: "The inspection failed for a reason of the panel's own.",
              params: {},
            },
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
    if (message.kind !== "line") return;
  }
}
