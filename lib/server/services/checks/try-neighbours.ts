import type { Check, CheckFrom, Seen } from "@/lib/core/checks/check";
import { publicAddresses, sendsFrom } from "@/lib/core/checks/judge-tries";
import type { Sources, Spare } from "@/lib/core/checks/spare-knocks";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Tx } from "@/lib/server/db/transaction";
import { hostGateway } from "../host-gateway";
import { isServiceError } from "../service-error";
import type { HearProgress } from "./checks-view";
import type { PlaceTries } from "./knock";

export type Neighbour = Extract<CheckFrom, { kind: "neighbour" }>;

/** Each costs a session of its own, and two say as much as ten. */
const mostNeighbours = 2;

/** Other hosts that can knock: those that were inspected last. A practice VPS has an internet of its own. */
export async function findNeighbours(tx: Tx, hostId: string): Promise<readonly Neighbour[]> {
  const rows = await tx.host.findMany({
    where: { id: { not: hostId }, kind: "ssh", archivedAt: null, inspectedAt: { not: null } },
    orderBy: { inspectedAt: "desc" },
    take: mostNeighbours,
    select: { id: true, name: true },
  });
  return rows.map(({ id, name }) => ({ kind: "neighbour", hostId: id, name }));
}

const none: Seen = {
  address: null,
  family: null,
  outcome: "unread",
  milliseconds: null,
  tool: null,
  words: "",
};

/** An address that others see: one that is translated on its way is not known. */
function sourceOf(facts: HostFacts, family: Family): string | null {
  const own = sendsFrom(facts, family);
  return own !== null && publicAddresses(facts).includes(own) ? own : null;
}

/**
 * Connects from another managed host to these ports at each of the addresses, but for what `spare` leaves out. A neighbour that cannot be asked says so in
 * each of its checks, and holds nothing up.
 */
export async function tryFromNeighbour(
  from: Neighbour,
  incoming: readonly Check[],
  addresses: readonly string[],
  spare: Spare,
  hear: HearProgress,
): Promise<PlaceTries> {
  const sourcesOf = (facts: HostFacts): Sources => ({ 4: sourceOf(facts, 4), 6: sourceOf(facts, 6) });
  let checks = incoming.map((check): Check => ({ ...check, from }));
  const asked = () =>
    checks.flatMap(({ port }) => addresses.map((target) => ({ kind: "tcp", target, port }) as const));
  try {
    const { facts, seen } = await hostGateway().tryFromHost(from.hostId, (facts) => {
      checks = [...spare(checks, sourcesOf(facts), "neighbour")];
      hear({ kind: "begun", from, checks: checks.length });
      return asked();
    });
    const sources = sourcesOf(facts);
    const sent = asked();
    const of = ({ port }: Check) => sent.flatMap((one, at) => (one.port === port ? (seen[at] ?? []) : []));
    return { checks, seen: checks.map(of), sources };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const words = error.message;
    return { checks, seen: checks.map(() => [{ ...none, words }]), sources: { 4: null, 6: null } };
  } finally {
    hear({ kind: "ended", from });
  }
}
