import { db } from "@/lib/server/db/client";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import type { PracticeView } from "./practice-view";

/** Whether a practice VPS can run here, why not, and the ones there are. */
export async function readPractice(context: Context): Promise<PracticeView> {
  authorise(context, "practice.read");
  const { practice } = hostGateway();
  const cause = await practice.available();
  const hosts = await db.host.findMany({
    where: { kind: "practice", archivedAt: null },
    orderBy: { name: "asc" },
  });
  return {
    available: cause === null,
    cause,
    hosts: await Promise.all(
      hosts.map(async ({ id, name }) => ({ hostId: id, name, running: await practice.running(id) })),
    ),
  };
}
