import { expect, it } from "vitest";
import { db } from "@/lib/server/db/client";
import { driftHost, hostId, look, owner } from "../drift/testing/drift-host";
import { startDrill } from "../drill/start-drill";
import { startLeave } from "../leave/start-leave";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";

const host = driftHost();

const ways = {
  "an apply": async () => startRollout(owner, { hostId, hash: (await readReview(owner, { hostId })).hash }),
  "a drill": () => startDrill(owner, { hostId }),
  "a leave": () => startLeave(owner, { hostId, name: "web-1" }),
};

it.each(Object.entries(ways))(
  "%s waits for the job of the apply before, and takes the host's next number",
  async (_, start) => {
    await host.confirm();
    await look();
    await db.job.updateMany({ data: { finishedAt: null } });
    await expect(start()).rejects.toMatchObject({ code: "apply-pending", params: { seconds: 1 } });
    expect(await db.apply.count()).toBe(1);
    expect(await db.rollout.count()).toBe(1);
    expect(await db.revision.count()).toBe(1);
    await db.job.updateMany({ data: { finishedAt: new Date() } });
    const { applyId } = await start();
    expect(await db.apply.findUnique({ where: { id: applyId } })).toMatchObject({
      number: 2,
      phase: "queued",
    });
    expect(await db.job.findMany({ where: { finishedAt: null } })).toMatchObject([
      { kind: "apply", hostId, payload: { applyId } },
    ]);
  },
);
