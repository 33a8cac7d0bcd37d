import { randomUUID } from "node:crypto";
import * as z from "zod";
import { endsKey, mostCutAtOnce } from "@/lib/core/flows/flow";
import { joinFlows } from "@/lib/core/flows/join-flows";
import { audit } from "@/lib/server/auth/audit";
import { type JsonObject, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { findReader } from "./find-reader";
import type { CutView, FlowView } from "./flows-view";
import { inTurn } from "./in-turn";
import { judgeListing, plainAddress } from "./judge-listing";
import { loadConfirmed } from "./load-confirmed";

const inputSchema = z.strictObject({
  applyId: z.string(),
  keys: z.array(z.string().max(200)).min(1).max(mostCutAtOnce),
});

/** One flow in one text, for the record. */
function lineOf({ protocol, from, to }: FlowView): string {
  const end = ({ address, port }: FlowView["from"]) =>
    address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  return `${protocol} ${end(from)} → ${end(to)}`;
}

/**
 * Ends the flows that were picked, and looks whether they are gone. The host is read anew first: one that ended by
 * itself, that would be let in now, or that is the panel's or the reader's own is not touched. What is asked is on record
 * before the host is asked, since it cannot be undone and its answer may never arrive; then what is gone and what is not.
 * One cut of a host comes after the other, so that two readers do not both end the same flow.
 * Throws `flows-none-left`, and what `loadConfirmed` and the gateway throw.
 */
export async function cutFlows(context: Context, input: unknown): Promise<CutView> {
  authorise(context, "flows.cut");
  const asked = parseInput(inputSchema, input);
  const { hostId } = await transaction((tx) => loadConfirmed(tx, asked.applyId));
  return inTurn(hostId, () => cutNow(context, asked));
}

async function cutNow(context: Context, { applyId, keys }: z.infer<typeof inputSchema>): Promise<CutView> {
  const { hostId, number, reader } = await transaction(async (tx) => ({
    ...(await loadConfirmed(tx, applyId)),
    reader: await findReader(tx, context),
  }));
  const gateway = hostGateway();
  const read = await gateway.readFlows(hostId);
  const wanted = new Set(keys);
  const picked = judgeListing(read, reader).found.filter(
    ({ view }) => wanted.has(view.key) && view.keeper === null && view.means !== "no-tool",
  );
  if (picked.length === 0) {
    const text = "None of these connections is open and can be cut any more. Look again.";
    throw new ServiceError("flows-none-left", text, { status: 409 });
  }
  const cut = randomUUID();
  const record = (verb: string, more: JsonObject) =>
    transaction((tx) =>
      audit(tx, context.actor, verb, { kind: "apply", id: applyId }, { hostId, number, cut, ...more }),
    );
  await record("flows.cut-start", { asked: picked.map(({ view }) => lineOf(view)) });
  const { listing, kept } = await gateway.cutFlows(
    hostId,
    picked.map(({ flow }) => flow),
  );
  const own = new Set(read.facts.addresses.flatMap(({ address }) => plainAddress(address) ?? []));
  const left = new Set(joinFlows(listing, own).map(endsKey));
  const of = (which: (at: number, stillThere: boolean) => boolean) =>
    picked.filter(({ flow }, at) => which(at, left.has(endsKey(flow)))).map(({ view }) => view);
  const result: CutView = {
    gone: of((at, there) => !there && !kept.includes(at)),
    alive: of((at, there) => there && !kept.includes(at)),
    kept: of((at) => kept.includes(at)),
  };
  await record("flows.cut", {
    gone: result.gone.map(lineOf),
    alive: [...result.alive, ...result.kept].map(lineOf),
  });
  return result;
}
