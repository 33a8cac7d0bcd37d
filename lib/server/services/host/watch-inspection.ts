import type { Context } from "../context";
import { handOver } from "../progress/hand-over";
import type { InspectionMessage } from "./host-view";
import { inspectHost } from "./inspect-host";

/** Inspects a host and hands over each line as it happens, then one `done` or `failed`. */
export async function* watchInspection(context: Context, input: unknown): AsyncGenerator<InspectionMessage> {
  yield* handOver<InspectionMessage>(async (tell) => {
    const { facts, problems } = await inspectHost(context, input, (text) => tell({ kind: "line", text }));
    return { kind: "done", facts, problems };
  }, "The inspection failed for a reason of the panel's own.");
}
