import type { Phase } from "@/lib/core/rollout/phase";
import { connectTimeout } from "@/lib/core/rollout/timing";
import { transaction } from "@/lib/server/db/transaction";
import { readHost } from "../read-host";
import type { ApplyWorld } from "./apply-revision";
import type { Evidence } from "./evidence";

/** Ends after which the host may hold other rules than before, and can be read. */
const worthReading: ReadonlySet<Phase> = new Set<Phase>(["confirmed", "rolled_back", "rollback_failed"]);

/**
 * What the host holds once an apply is over, and brings what is known of the host up to date. The apply is decided
 * already: a host that cannot be read now leaves a gap in the record and changes nothing.
 */
export async function readLiveAfter(world: ApplyWorld, hostId: string, phase: Phase): Promise<Evidence> {
  if (!worthReading.has(phase)) return {};
  try {
    const session = await world.connector.connect(await world.targetOf(hostId), connectTimeout);
    try {
      const facts = await readHost(session);
      await transaction((tx) =>
        tx.host.update({ where: { id: hostId }, data: { facts, inspectedAt: new Date(world.clock.now()) } }),
      );
      return { live: facts.live, hostUptime: facts.uptimeSeconds };
    } finally {
      session.close();
    }
  } catch {
    return {};
  }
}
