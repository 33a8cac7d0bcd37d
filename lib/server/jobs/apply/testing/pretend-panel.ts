import { afterEach, beforeEach, expect } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { onApply } from "@/lib/server/services/apply/apply-topic";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { actingAs, freshPanel, sampleFingerprint } from "@/lib/server/services/fresh-panel";
import { addHost } from "@/lib/server/services/host/add-host";
import { inspectHost } from "@/lib/server/services/host/inspect-host";
import { setHostGateway } from "@/lib/server/services/host-gateway";
import { makeKey } from "@/lib/server/services/key/make-key";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { readReview } from "@/lib/server/services/review/read-review";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { makeHostGateway } from "../../host-gateway";
import { hostTarget } from "../../host-target";
import { type Runner, startRunner } from "../../runner";
import { applyRevision } from "../apply-revision";
import { jumpingClock, pretendHost } from "../pretend-host";

export const owner = actingAs("owner");

/** For the tests of a file: a panel on a database of its own for each, with one pretended host and a clock that jumps. */
export function pretendPanel() {
  let fresh: Awaited<ReturnType<typeof freshPanel>>;
  let clock: ReturnType<typeof jumpingClock>;
  let world: ReturnType<typeof pretendHost>;
  const runners: Runner[] = [];
  const errors: unknown[] = [];

  beforeEach(async () => {
    fresh = await freshPanel();
    clock = jumpingClock();
    errors.length = 0;
  });
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await fresh.remove();
  });

  return {
    runners,
    errors,
    get clock() {
      return clock;
    },
    get world() {
      return world;
    },

    /** An empty database, for a test that plays something through more than once. */
    async startOver(): Promise<void> {
      await fresh.remove();
      fresh = await freshPanel();
    },

    /** Starts a panel's jobs; `name` is of a process that is long gone, so that the next start takes its jobs over. */
    startPanel(name: string): Runner {
      const { connector } = world;
      const runner = startRunner({
        handlers: { apply: applyRevision({ connector, targetOf: hostTarget, clock }) },
        onError: (error) => errors.push(error),
        owner: `another-boot/1/1/${name}`,
        clock,
      });
      setHostGateway(makeHostGateway(connector, runner.wake));
      runners.push(runner);
      return runner;
    },

    /** Adds the host, with a draft that can be applied; answers its id. */
    async setUp(options: { locks?: boolean } = {}): Promise<string> {
      world = pretendHost(clock, options);
      setHostGateway(makeHostGateway(world.connector, () => {}));
      const { keyId } = await makeKey(owner, { name: "panel" });
      const { hostId } = await addHost(owner, {
        name: "web 1",
        address: "198.51.100.7",
        fingerprint: sampleFingerprint,
        auth: { kind: "made-key", keyId },
      });
      await inspectHost(owner, { hostId });
      await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
      const { version } = await startDraft(owner, { hostId, role: "blank" });
      const body = startingBody("blank");
      const purposes = body.purposes.map((purpose) => ({
        ...purpose,
        rules: purpose.rules.map((rule) => ({ ...rule, sources: ["admin"] })),
      }));
      await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
      return hostId;
    },

    /** Starts the apply that the review shows; answers its id. */
    async begin(hostId: string, more: Record<string, unknown> = {}): Promise<string> {
      const review = await readReview(owner, { hostId });
      expect(review.gate.problems).toEqual([]);
      return (await startRollout(owner, { hostId, hash: review.hash, ...more })).applyId;
    },

    /** Waits until the apply's row says what is asked for. */
    async until(applyId: string, holds: (row: { phase: string; attempting: string | null }) => boolean) {
      for (;;) {
        const changed = new Promise<void>((resolve) => {
          const off = onApply(applyId, () => {
            off();
            resolve();
          });
        });
        const row = await db.apply.findUniqueOrThrow({ where: { id: applyId } });
        if (holds(row)) return row;
        await changed;
      }
    },
  };
}
