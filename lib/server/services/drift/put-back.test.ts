import { expect, it } from "vitest";
import { db } from "@/lib/server/db/client";
import { loadRevision } from "../draft/load-revision";
import { readReview } from "../review/read-review";
import { driftHost, hostId, look, owner } from "./testing/drift-host";

const host = driftHost();

/** Somebody makes a router of the host by hand. */
function masquerade(): void {
  const nat = "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n";
  host.edit((text) => `${text}${nat}`);
  host.more = { forwarding: { ipv4: true, ipv6: false } };
}

async function sent(applyId: string) {
  const { rules4, rules6 } = await db.apply.findUniqueOrThrow({ where: { id: applyId } });
  return { restore4: rules4, restore6: rules6 };
}

it("puts back exactly what was confirmed, whatever passes through the host by now", async () => {
  const applyId = await host.confirm();
  expect((await sent(applyId)).restore4).toContain("-A SEKISHO-FWD -j DROP");
  host.openForOne();
  masquerade();
  await look();
  await loadRevision(owner, { hostId, applyId });
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject(await sent(applyId));
  // It is said in words, and is the operator's to choose otherwise.
  expect(review.policy.forward).toBe("drop");
});

it("leaves it to the host where that decides the same as before", async () => {
  const applyId = await host.confirm();
  host.openForOne();
  await look();
  await loadRevision(owner, { hostId, applyId });
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject(await sent(applyId));
  expect(review.policy.forward).toBe("auto");
});

it("puts back what left forwarded packets alone, where nothing is forwarded any more", async () => {
  host.more = { forwarding: { ipv4: true, ipv6: true } };
  const applyId = await host.confirm();
  expect((await sent(applyId)).restore4).toContain("-A SEKISHO-FWD -j RETURN");
  host.more = {};
  host.openForOne();
  await look();
  await loadRevision(owner, { hostId, applyId });
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject(await sent(applyId));
  expect(review.policy.forward).toBe("return");
});
