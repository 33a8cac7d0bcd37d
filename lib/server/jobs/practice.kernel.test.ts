import { expect, it } from "vitest";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { watchApply } from "@/lib/server/services/apply/watch-apply";
import { probePractice } from "@/lib/server/services/practice/probe-practice";
import { restartPractice } from "@/lib/server/services/practice/restart-practice";
import { readReview } from "@/lib/server/services/review/read-review";
import { keep } from "@/lib/server/services/rollout/keep";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { owner, practicePanel } from "./testing/practice-panel";

const panel = practicePanel();

it("confirms a web server's rules on a real kernel, and the practice internet sees them", {
  timeout: 60_000,
}, async () => {
  const { hostId } = panel;
  await panel.draftFor("office");
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject({
    readFault: null,
    gate: { allowed: true },
    needsAnyway: false,
    lockout: { answer: "gets-in" },
  });
  const { applyId } = await startRollout(owner, { hostId, hash: review.hash });
  await panel.idle();
  expect(panel.errors).toEqual([]);
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "confirmed", reason: null });
  // The panel comes in over IPv4: nothing is claimed of the IPv6 rules.
  expect(apply.events.find(({ kind }) => kind === "probed")?.detail).toMatchObject({
    ssh: { family: "ipv4", unproven: "ipv6" },
  });
  expect(apply.liveAfter?.ipv4).toContain("-A SEKISHO-IN");
  expect(apply.liveAfter?.ipv6).toContain("-A SEKISHO-IN");
  for (const family of [4, 6] as const) {
    const probe = (from: string, port: number) =>
      probePractice(owner, { hostId, from, family, protocol: "tcp", port });
    expect(await probe("anybody", 80)).toMatchObject({ outcome: "works" });
    expect(await probe("anybody", 22)).toMatchObject({ outcome: "timed-out" });
    expect(await probe("office", 22)).toMatchObject({ outcome: "works" });
  }
  const next = await readReview(owner, { hostId });
  expect(next.textDiff4?.live).toBe(next.textDiff4?.next);
  expect(next.textDiff6?.live).toBe(next.textDiff6?.next);
});

it("comes back by itself from rules that lock the panel out", { timeout: 120_000 }, async () => {
  const { hostId } = panel;
  await panel.draftFor("branch");
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject({ needsAnyway: true, lockout: { answer: "locked-out" } });
  await expect(startRollout(owner, { hostId, hash: review.hash })).rejects.toMatchObject({
    code: "needs-anyway",
  });
  const { applyId } = await startRollout(owner, {
    hostId,
    hash: review.hash,
    anyway: true,
    timeoutSeconds: 30,
  });
  await panel.idle();
  expect(panel.errors).toEqual([]);
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "rolled_back", reason: "expired" });
  expect(apply.events.map((event) => event.kind)).not.toContain("confirmed");
  expect(apply.liveAfter?.ipv4).not.toContain("-A SEKISHO-IN");
});

it("finds out that the host was restarted while it waited for the operator", {
  timeout: 60_000,
}, async () => {
  const { hostId } = panel;
  await panel.draftFor("office");
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash, confirmMode: "ask" });
  for await (const { phase } of watchApply(owner, { applyId }, new AbortController().signal)) {
    if (phase === "waiting") break;
  }
  await restartPractice(owner, { hostId });
  await keep(owner, { applyId });
  await panel.idle();
  expect(panel.errors).toEqual([]);
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "rolled_back", reason: "lost-by-reboot" });
  expect(apply.liveAfter?.ipv4).not.toContain("-A SEKISHO-IN");
});
