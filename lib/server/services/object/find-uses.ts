import { policyBodySchema, policySchema } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { findStandings } from "../host/find-standings";
import { namesIn } from "./names-in";
import type { ObjectUse } from "./object-view";

type Names = ReturnType<typeof namesIn>;

/** What revisions name, by their ids. */
async function namesByRevision(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Names>> {
  const rows = await tx.revision.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, policy: true },
  });
  return new Map(rows.map(({ id, policy }) => [id, namesIn(policySchema.parse(policy))]));
}

/** Where each object is named, by its name: the drafts and the confirmed revisions of the hosts that are not archived. */
export async function findUses(
  tx: Tx,
): Promise<{ networks: Map<string, ObjectUse[]>; services: Map<string, ObjectUse[]> }> {
  const uses = { networks: new Map<string, ObjectUse[]>(), services: new Map<string, ObjectUse[]>() };
  const hosts = await tx.host.findMany({
    where: { archivedAt: null },
    orderBy: { name: "asc" },
    select: { id: true, name: true, draft: { select: { body: true } } },
  });
  const standings = await findStandings(
    tx,
    hosts.map(({ id }) => id),
  );
  const confirmed = await namesByRevision(
    tx,
    [...standings.values()].flatMap((standing) => standing.confirmed?.revisionId ?? []),
  );
  for (const host of hosts) {
    const note = (kind: "networks" | "services", name: string, place: ObjectUse["place"]) => {
      const list = uses[kind].get(name) ?? [];
      list.push({ hostId: host.id, hostName: host.name, place });
      uses[kind].set(name, list);
    };
    const draft = host.draft ? namesIn(policyBodySchema.parse(host.draft.body)) : undefined;
    const revisionId = standings.get(host.id)?.confirmed?.revisionId;
    const named = [
      { place: "draft" as const, names: draft },
      { place: "confirmed" as const, names: confirmed.get(revisionId ?? "") },
    ];
    for (const { place, names } of named) {
      for (const name of names?.networks ?? []) note("networks", name, place);
      for (const name of names?.services ?? []) note("services", name, place);
    }
  }
  return uses;
}
