import { afterEach, beforeEach, expect, it } from "vitest";
import { onPractice } from "@/e2e/rig/practice-console";
import { startingBody } from "@/lib/core/policy/roles";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { loadRevision } from "@/lib/server/services/draft/load-revision";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { acceptDrift } from "@/lib/server/services/drift/accept-drift";
import { findDue } from "@/lib/server/services/drift/find-due";
import { ignoreChain } from "@/lib/server/services/drift/ignore-chain";
import { lookAtHost } from "@/lib/server/services/drift/look-at-host";
import { lookNow } from "@/lib/server/services/drift/look-now";
import { readDrift } from "@/lib/server/services/drift/read-drift";
import { actingAs, freshPanel } from "@/lib/server/services/fresh-panel";
import { archiveHost } from "@/lib/server/services/host/archive-host";
import { hostGateway, setHostGateway } from "@/lib/server/services/host-gateway";
import { createPractice } from "@/lib/server/services/practice/create-practice";
import { readReview } from "@/lib/server/services/review/read-review";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { applyRevision } from "../apply/apply-revision";
import { systemClock } from "../clock";
import { makeHostGateway } from "../host-gateway";
import { hostTarget } from "../host-target";
import { type Runner, startRunner } from "../runner";
import { type DriftWatch, watchDrift } from "./watch-drift";

const owner = actingAs("owner");
let panel: Awaited<ReturnType<typeof freshPanel>>;
let runner: Runner;
let watch: DriftWatch | null = null;
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
  await watch?.stop();
  watch = null;
  await runner.stop();
  await archiveHost(owner, { hostId }).catch(() => hostGateway().practice.destroy(hostId));
  await panel.remove();
});

function byHand(script: string): string {
  const { code, stdout, stderr } = onPractice(panel.folder, `set -e\n${script}`);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Applies the draft, which must be confirmed. */
async function apply(): Promise<string> {
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed" });
  return applyId;
}

async function confirmWebServer(): Promise<string> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["office"] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  return apply();
}

async function look() {
  expect(await lookNow(owner, { hostId })).toBe("looked");
  const view = await readDrift(owner, { hostId });
  if (view === null) throw new Error("nothing was looked at");
  return view;
}

it("tells what was changed by hand in the kernel from what only reads otherwise, and putting back cures it", {
  timeout: 120_000,
}, async () => {
  const applyId = await confirmWebServer();
  // The watch finds what the host held right after the confirm on record, and makes no connection for it.
  const first = new Promise<unknown>((done) => {
    watch = watchDrift({
      findDue,
      look: async (id) => done(await lookAtHost(id, { afresh: false, why: "look" })),
      clock: systemClock,
      onError: (error) => errors.push(error),
    });
  });
  expect(await first).toBe("looked");
  expect(await readDrift(owner, { hostId })).toMatchObject({ state: "same", apply: { id: applyId } });

  // The last rule drops everything anyhow: a rule before it that drops one port says the same in other words.
  byHand(
    "n=$(iptables -S SEKISHO-IN | wc -l)\niptables -I SEKISHO-IN $((n - 1)) -p tcp --dport 4444 -j DROP",
  );
  expect(await look()).toMatchObject({ state: "same", rewritten: true });

  byHand("ip6tables -I SEKISHO-IN -p tcp --dport 5555 -j ACCEPT");
  expect(await look()).toMatchObject({ state: "drifted", others: "equal", clues: [{ kind: "by-hand" }] });
  byHand("ip6tables -D SEKISHO-IN -p tcp --dport 5555 -j ACCEPT");
  expect(await look()).toMatchObject({ state: "same" });

  byHand("printf 'IPv4: no such set' >/run/sekisho/boot-fault\niptables -D INPUT -j SEKISHO-IN");
  expect(await look()).toMatchObject({
    state: "drifted",
    clues: [{ kind: "boot-fault", text: "IPv4: no such set" }, { kind: "jump-gone" }, { kind: "by-hand" }],
  });
  await loadRevision(owner, { hostId, applyId });
  await apply();
  const { state, rewritten } = await look();
  expect([state, rewritten]).toEqual(["same", false]);
  expect(byHand("iptables -S INPUT")).toContain("-j SEKISHO-IN");
  expect(errors).toEqual([]);
});

it("tells a ban of another program from our own rules, ignores its chain, and accepts a rule of ours that a policy can say", {
  timeout: 120_000,
}, async () => {
  await confirmWebServer();
  byHand(
    "iptables -N f2b-sshd\niptables -A f2b-sshd -s 203.0.113.77 -j REJECT\niptables -I INPUT -j f2b-sshd",
  );
  expect(await look()).toMatchObject({ state: "others-changed", own: "equal" });
  await ignoreChain(owner, { hostId, chain: "f2b-sshd", ignore: true });
  byHand("iptables -A f2b-sshd -s 203.0.113.78 -j REJECT");
  expect(await look()).toMatchObject({ state: "same" });

  byHand(
    "iptables -I SEKISHO-IN -s 203.0.113.50 -p tcp --dport 3306 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
  );
  expect(await look()).toMatchObject({ state: "drifted" });
  await acceptDrift(owner, { hostId });
  await apply();
  expect(await look()).toMatchObject({ state: "same", ignored: [{ name: "f2b-sshd", there: true }] });
  expect(byHand("iptables -S SEKISHO-IN")).toMatch(/-s 203\.0\.113\.50\/32 .*--dport 3306 .*-j ACCEPT/);
  expect(byHand("iptables -S f2b-sshd")).toContain("203.0.113.78");
  expect(errors).toEqual([]);
});
