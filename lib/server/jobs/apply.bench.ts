import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import type { Phase } from "@/lib/core/rollout/phase";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";
import { watchApply } from "@/lib/server/services/apply/watch-apply";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { actingAs, freshPanel } from "@/lib/server/services/fresh-panel";
import { addHost } from "@/lib/server/services/host/add-host";
import { probeHostKey } from "@/lib/server/services/host/probe-host-key";
import { setHostGateway } from "@/lib/server/services/host-gateway";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { readReview } from "@/lib/server/services/review/read-review";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { raiseDebianHost } from "../../../e2e/rig/debian-host";
import { applyRevision } from "./apply/apply-revision";
import { systemClock } from "./clock";
import { makeHostGateway } from "./host-gateway";
import { hostTarget } from "./host-target";
import { startRunner } from "./runner";

const canBoot = process.platform === "linux" && process.getuid?.() === 0;
const rounds = Number(process.env.SEKISHO_BENCH_ROUNDS ?? 15);

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const show = (values: readonly number[]) =>
  `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

it("an apply with its proof, against two plain OpenSSH connections that load the same rules and read them back", async ({
  skip,
}) => {
  if (!canBoot) skip("it needs root and Linux, to boot a container");
  const folder = mkdtempSync(join(tmpdir(), "sekisho-bench-"));
  const keyFile = join(folder, "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", keyFile]);
  const host = await raiseDebianHost(readFileSync(`${keyFile}.pub`, "utf8").trim());
  const panel = await freshPanel();
  const runner = startRunner({
    handlers: { apply: applyRevision({ connector: sshConnector, targetOf: hostTarget, clock: systemClock }) },
    onError: (error) => console.error(error),
  });
  try {
    setHostGateway(makeHostGateway(sshConnector, runner.wake));
    const owner = actingAs("owner");
    const { fingerprint } = await probeHostKey(owner, { address: host.address4, port: 22 });
    const { hostId } = await addHost(owner, {
      name: "bench",
      address: host.address4,
      fingerprint,
      auth: { kind: "pasted-key", privateKey: readFileSync(keyFile, "utf8"), passphrase: null },
    });
    await saveNetwork(owner, { name: "admin", entries: [host.outside4, "2001:db8::1"] });
    const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
    const body = startingBody("public-web-server");
    const purposes = body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["admin"] } : rule)),
    }));
    await saveDraft(owner, { hostId, version, body: { ...body, purposes } });

    const ends: readonly Phase[] = ["confirmed", "rolled_back", "refused", "unknown", "rollback_failed"];
    /** From the verb that writes the job to the phase that the host proved, as an open page sees it. */
    const apply = async (hash: string) => {
      const { applyId } = await startRollout(owner, { hostId, hash });
      const left = new AbortController();
      for await (const { phase } of watchApply(owner, { applyId }, left.signal)) {
        if (!ends.includes(phase)) continue;
        expect(phase).toBe("confirmed");
        left.abort();
      }
    };

    const applies: number[] = [];
    const floors: number[] = [];
    const ssh = (command: string, input = "") =>
      execFileSync(
        "ssh",
        [
          "-i",
          keyFile,
          "-o",
          "BatchMode=yes",
          "-o",
          "StrictHostKeyChecking=accept-new",
          "-o",
          `UserKnownHostsFile=${join(folder, "known")}`,
          `root@${host.address4}`,
          command,
        ],
        { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] },
      );
    for (let round = -1; round < rounds; round++) {
      const review = await readReview(owner, { hostId });
      const [four, six] = [review.restore4 ?? "", review.restore6 ?? ""];
      const applied = await timed(() => apply(review.hash ?? ""));
      // Reading the host for the record goes on after the proof.
      await runner.idle();
      const plain = await timed(() => {
        ssh(
          `iptables-restore --noflush <<'END4' && ip6tables-restore --noflush <<'END6'\n${four}END4\n${six}END6`,
        );
        ssh("iptables-save && ip6tables-save");
      });
      // The first round warms both sides up.
      if (round < 0) continue;
      applies.push(applied);
      floors.push(plain);
    }
    console.info(
      [
        `apply with proof: ${show(applies)}`,
        `floor (two OpenSSH connections): ${show(floors)}`,
        `ratio: ${(median(applies) / median(floors)).toFixed(2)}  (${rounds} rounds)`,
      ].join("\n"),
    );
  } finally {
    await runner.stop();
    await panel.remove();
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
