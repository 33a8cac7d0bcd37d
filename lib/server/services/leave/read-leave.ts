import { panelLockout } from "@/lib/core/analysis/panel-lockout";
import { parseLive } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import { transaction } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import { lockoutView } from "../review/lockout";
import type { LeaveView } from "./leave-view";
import { loadLeave } from "./load-leave";

/** What leaving a host means. Throws what `loadLeave` throws. */
export async function readLeave(context: Context, input: unknown): Promise<LeaveView> {
  authorise(context, "leave.read");
  const { hostId } = parseInput(hostIdSchema, input);
  const { leavable, pending } = await transaction(async (tx) => ({
    leavable: await loadLeave(tx, hostId),
    pending: await findPending(tx, hostId, "look"),
  }));
  const { host, facts, confirmed, rules4, rules6 } = leavable;
  const read = (text: string | null, family: Family) => {
    const parsed = text === null ? null : parseLive(text, family);
    return parsed?.ok ? parsed.value : null;
  };
  const lockout = panelLockout(
    (family) => read(family === 4 ? facts.live.ipv4 : facts.live.ipv6, family),
    (family) => read(family === 4 ? rules4 : rules6, family),
    facts,
  );
  return {
    hostId,
    hostName: host.name,
    kind: host.kind === "practice" ? "practice" : "ssh",
    lockout: lockoutView(lockout),
    panelAddress: facts.connection?.panelAddress ?? null,
    number: confirmed.number,
    pending,
  };
}
