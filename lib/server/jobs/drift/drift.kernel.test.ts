import { afterEach, expect, it } from "vitest";
import { onPractice } from "@/e2e/rig/practice-console";
import { loadRevision } from "@/lib/server/services/draft/load-revision";
import { acceptDrift } from "@/lib/server/services/drift/accept-drift";
import { findDue } from "@/lib/server/services/drift/find-due";
import { ignoreChain } from "@/lib/server/services/drift/ignore-chain";
import { lookAtHost } from "@/lib/server/services/drift/look-at-host";
import { lookNow } from "@/lib/server/services/drift/look-now";
import { readDrift } from "@/lib/server/services/drift/read-drift";
import { systemClock } from "../clock";
import { owner, practicePanel } from "../testing/practice-panel";
import { type DriftWatch, watchDrift } from "./watch-drift";

const panel = practicePanel();
let watch: DriftWatch | null = null;

afterEach(async () => {
  await watch?.stop();
  watch = null;
});

function byHand(script: string): string {
  const { code, stdout, stderr } = onPractice(panel.folder, `set -e\n${script}`);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function look() {
  expect(await lookNow(owner, { hostId: panel.hostId })).toBe("looked");
  const view = await readDrift(owner, { hostId: panel.hostId });
  if (view === null) throw new Error("nothing was looked at");
  return view;
}

it("tells what was changed by hand in the kernel from what only reads otherwise, and putting back cures it", {
  timeout: 120_000,
}, async () => {
  const { hostId } = panel;
  await panel.draftFor("office");
  const applyId = await panel.apply();
  // The watch finds what the host held right after the confirm on record, and makes no connection for it.
  const first = new Promise<unknown>((done) => {
    watch = watchDrift({
      findDue,
      look: async (id) => done(await lookAtHost(id, { afresh: false, why: "look" })),
      clock: systemClock,
      onError: (error) => panel.errors.push(error),
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
  await panel.apply();
  const { state, rewritten } = await look();
  expect([state, rewritten]).toEqual(["same", false]);
  expect(byHand("iptables -S INPUT")).toContain("-j SEKISHO-IN");
  expect(panel.errors).toEqual([]);
});

it("tells a ban of another program from our own rules, ignores its chain, and accepts a rule of ours that a policy can say", {
  timeout: 120_000,
}, async () => {
  const { hostId } = panel;
  await panel.draftFor("office");
  await panel.apply();
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
  await panel.apply();
  expect(await look()).toMatchObject({ state: "same", ignored: [{ name: "f2b-sshd", there: true }] });
  expect(byHand("iptables -S SEKISHO-IN")).toMatch(/-s 203\.0\.113\.50\/32 .*--dport 3306 .*-j ACCEPT/);
  expect(byHand("iptables -S f2b-sshd")).toContain("203.0.113.78");
  expect(panel.errors).toEqual([]);
});
