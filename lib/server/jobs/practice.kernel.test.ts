import { afterEach, beforeEach, expect, it } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { watchApply } from "@/lib/server/services/apply/watch-apply";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { actingAs, freshPanel } from "@/lib/server/services/fresh-panel";
import { archiveHost } from "@/lib/server/services/host/archive-host";
import { hostGateway, setHostGateway } from "@/lib/server/services/host-gateway";
import { createPractice } from "@/lib/server/services/practice/create-practice";
import { probePractice } from "@/lib/server/services/practice/probe-practice";
import { restartPractice } from "@/lib/server/services/practice/restart-practice";
import { readReview } from "@/lib/server/services/review/read-review";
import { keep } from "@/lib/server/services/rollout/keep";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { applyRevision } from "./apply/apply-revision";
import { systemClock } from "./clock";
import { makeHostGateway } from "./host-gateway";
import { hostTarget } from "./host-target";
import { type Runner, startRunner } from "./runner";

const owner = actingAs("owner");
let panel: Awaited<ReturnType<typeof freshPanel>>;
let runner: Runner;
let hostId: string;
const errors: unknown[] = [];

beforeEach(async (context) => {
  panel = await freshPanel();
  runner = startRunner({
    handlers: { apply: applyRevision({ connector: sshConnector, targetOf: hostTarget, clock: systemClock }) },
    onError: (error) => errors.push(error),
  });
  setHostGateway(makeHostGateway(sshConnector, runner.wake));
  const cause = await hostGateway().practice.available();
  if (cause !== null) {
    await runner.stop();
    await panel.remove();
    context.skip(`no practice VPS here: ${cause.text}`);
  }
  ({ hostId } = await createPractice(owner));
});
afterEach(async () => {
  await runner.stop();
  await archiveHost(owner, { hostId }).catch(() => hostGateway().practice.destroy(hostId));
  await panel.remove();
});

/** A public web server whose administrator comes from a place of the practice internet. */
async function draftFor(admin: "office" | "branch"): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: [admin] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
}

it("confirms a web server's rules on a real kernel, and the practice internet sees them", {
  timeout: 60_000,
}, async () => {
  await draftFor("office");
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject({
    readFault: null,
    gate: { allowed: true },
    needsAnyway: false,
    lockout: { answer: "gets-in" },
  });
  const { applyId } = await startRollout(owner, { hostId, hash: review.hash });
  await runner.idle();
  expect(errors).toEqual([]);
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
  await draftFor("branch");
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
  await runner.idle();
  expect(errors).toEqual([]);
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "rolled_back", reason: "expired" });
  expect(apply.events.map((event) => event.kind)).not.toContain("confirmed");
  expect(apply.liveAfter?.ipv4).not.toContain("-A SEKISHO-IN");
});

it("finds out that the host was restarted while it waited for the operator", {
  timeout: 60_000,
}, async () => {
  await draftFor("office");
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash, confirmMode: "ask" });
  for await (const { phase } of watchApply(owner, { applyId }, new AbortController().signal)) {
    if (phase === "waiting") break;
  }
  await restartPractice(owner, { hostId });
  await keep(owner, { applyId });
  await runner.idle();
  expect(errors).toEqual([]);
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "rolled_back", reason: "lost-by-reboot" });
  expect(apply.liveAfter?.ipv4).not.toContain("-A SEKISHO-IN");
});
