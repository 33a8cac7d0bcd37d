import { transaction } from "@/lib/server/db/transaction";
import { applyIdSchema } from "../apply/apply-input";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findReader } from "./find-reader";
import type { FlowsView } from "./flows-view";
import { flowsView } from "./judge-listing";
import { loadConfirmed } from "./load-confirmed";

/**
 * Reads the flows that are open on a host now, and tells those whose first packet the rules would not let in any more.
 * Reads only. Throws what `loadConfirmed` and the gateway throw.
 */
export async function lookAtFlows(context: Context, input: unknown): Promise<FlowsView> {
  authorise(context, "flows.look");
  const { applyId } = parseInput(applyIdSchema, input);
  const { hostId, reader } = await transaction(async (tx) => ({
    ...(await loadConfirmed(tx, applyId)),
    reader: await findReader(tx, context),
  }));
  return flowsView(await hostGateway().readFlows(hostId), reader, new Date());
}
