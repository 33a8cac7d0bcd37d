import { expect, it } from "vitest";
import { db } from "@/lib/server/db/client";
import { driftHost, hostId, look, owner } from "../drift/testing/drift-host";
import { readCounterHistory } from "./read-counter-history";

const host = driftHost();
const minute = 60_000;

/** The host is read when each rule of ours in IPv4 has counted so many packets, so many minutes after it was added. */
async function lookAfter(minutes: number, packets: number, bootId = "boot-1"): Promise<void> {
  const plain = host.live.ipv4.replace(/^\[\d+:\d+\] /gm, "");
  host.live = {
    ...host.live,
    ipv4: plain.replace(/^-A SEKISHO-IN /gm, `[${packets}:${packets * 60}] -A SEKISHO-IN `),
  };
  host.more = { bootId, uptimeSeconds: 5_000 + minutes * 60 };
  await look();
  // Looks are minutes apart; the test's are not.
  const [last] = await db.counterSample.findMany({ orderBy: { readAt: "desc" }, take: 1 });
  if (last === undefined) throw new Error("nothing was kept");
  const readAt = new Date(Date.now() - 1_000 * minute + minutes * minute);
  await db.counterSample.update({ where: { id: last.id }, data: { readAt } });
}

/** The rates of the first rule of ours in IPv4. */
const rates = async (applyId: string) => [
  ...new Set((await readCounterHistory(owner, { hostId, applyId }))?.rates[0]),
];

it("each look at a host adds to how its counters went since the apply; those of an earlier apply are another story", async () => {
  const applyId = await host.confirm();
  await lookAfter(0, 0);
  expect(await readCounterHistory(owner, { hostId, applyId })).toBeNull();
  await lookAfter(10, 1_200);
  expect(await rates(applyId)).toEqual([2]);
  await lookAfter(20, 2_400, "boot-2");
  expect(await rates(applyId)).toEqual([2, null]);
  const next = await host.apply();
  expect(await readCounterHistory(owner, { hostId, applyId: next })).toBeNull();
});
