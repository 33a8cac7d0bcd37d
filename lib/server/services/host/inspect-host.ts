import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Problem } from "@/lib/core/problem/problem";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findHost } from "./find-host";
import { hostIdSchema } from "./host-input";
import { hostProblems } from "./host-problems";

/**
 * Reads a host's facts over a new connection and keeps them. `onLine` gets each line of progress as it happens.
 * Throws `host-not-found` and what the gateway throws; what was known before stays then.
 */
export async function inspectHost(
  context: Context,
  input: unknown,
  onLine?: (line: string) => void,
): Promise<{ facts: HostFacts; problems: readonly Problem[] }> {
  authorise(context, "host.inspect");
  const { hostId } = parseInput(hostIdSchema, input);
  await transaction((tx) => findHost(tx, hostId));
  const facts = await hostGateway().inspect(hostId, onLine ? { onLine } : {});
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    await tx.host.update({ where: { id: hostId }, data: { facts, inspectedAt: new Date() } });
    await audit(tx, context.actor, "host.inspect", { kind: "host", id: hostId }, { bootId: facts.bootId });
    return { facts, problems: hostProblems(facts, host.acceptedManagers) };
  });
}
