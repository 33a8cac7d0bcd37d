import { policyBodySchema, policySchema } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { namesIn } from "./names-in";
import type { ObjectUse } from "./object-view";

/** Where each object is named, by its name: the drafts and the confirmed revisions of the hosts that are not archived. */
export async function findUses(
  tx: Tx,
): Promise<{ networks: Map<string, ObjectUse[]>; services: Map<string, ObjectUse[]> }> {
  const uses = { networks: new Map<string, ObjectUse[]>(), services: new Map<string, ObjectUse[]>() };
  const hosts = await tx.host.findMany({
    where: { archivedAt: null },
    orderBy: { name: "asc" },
    include: {
      draft: true,
      applies: {
        where: { phase: "confirmed" },
        orderBy: { number: "desc" },
        take: 1,
        include: { revision: true },
      },
    },
  });
  for (const host of hosts) {
    const note = (kind: "networks" | "services", name: string, place: ObjectUse["place"]) => {
      const list = uses[kind].get(name) ?? [];
      list.push({ hostId: host.id, hostName: host.name, place });
      uses[kind].set(name, list);
    };
    const revision = host.applies[0]?.revision;
    const named = [
      {
        place: "draft" as const,
        names: host.draft ? namesIn(policyBodySchema.parse(host.draft.body)) : null,
      },
      { place: "confirmed" as const, names: revision ? namesIn(policySchema.parse(revision.policy)) : null },
    ];
    for (const { place, names } of named) {
      for (const name of names?.networks ?? []) note("networks", name, place);
      for (const name of names?.services ?? []) note("services", name, place);
    }
  }
  return uses;
}
