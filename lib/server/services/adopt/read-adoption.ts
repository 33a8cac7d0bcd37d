import type { WayRead } from "@/lib/core/adopt/read-import";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { findConfirmed } from "../host/to-host-row";
import { parseInput } from "../parse-input";
import { lockoutView } from "../review/lockout";
import { adoptionInputSchema } from "./adoption-input";
import type { AdoptionView, WayView } from "./adoption-view";
import { askImport, findImportSource } from "./ask-import";
import { wayHasher } from "./hash-way";
import { opaqueSaid } from "./rule-said";

function viewOf(way: WayRead, hash: string): WayView {
  const { policy, made, problems, stands, lockout } = way;
  const makes = {
    networks: made.networks.map(({ name }) => name),
    services: made.services.map(({ name }) => name),
  };
  return { hash, policy, makes, problems, stands, lockout: lockout && lockoutView(lockout) };
}

/**
 * The rules that are on a host already, from its last inspection: what each would become, and what each way on would do
 * to them. Touches nothing. Throws `host-not-found`.
 */
export async function readAdoption(context: Context, input: unknown): Promise<AdoptionView> {
  authorise(context, "adoption.read");
  const { hostId, ...options } = parseInput(adoptionInputSchema, input);
  const { source, ...view } = await transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    return {
      hostId,
      hostName: host.name,
      hasDraft: (await tx.draft.findUnique({ where: { hostId } })) !== null,
      confirmed: (await findConfirmed(tx, hostId)) !== null,
      readAt: host.inspectedAt?.toISOString() ?? null,
      source: await findImportSource(tx, hostId),
    };
  });
  const read = await askImport(source, options);
  if (read.state !== "rules") return { ...view, found: read };
  const hashWay = wayHasher(read.account);
  const show = (way: WayRead) => viewOf(way, hashWay(way));
  const { adopt, beside, afresh } = read.ways;
  return {
    ...view,
    found: {
      state: "rules",
      account: read.account,
      said: opaqueSaid(read.account),
      forgotten: read.forgotten,
      full: read.full,
      ...options,
      ways: { adopt: show(adopt), beside: show(beside), afresh: show(afresh) },
    },
  };
}
