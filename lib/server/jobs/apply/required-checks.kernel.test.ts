import { expect, it } from "vitest";
import { onPractice } from "@/e2e/rig/practice-console";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { hostGateway, setHostGateway } from "@/lib/server/services/host-gateway";
import { readReview } from "@/lib/server/services/review/read-review";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { owner, practicePanel } from "../testing/practice-panel";

const panel = practicePanel();

/** Applies the draft with checks required; answers how it ended and what its proof came to. */
async function required() {
  const { hostId } = panel;
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash, requireChecks: true });
  await panel.idle();
  expect(panel.errors).toEqual([]);
  const { phase, reason, events } = await readApply(owner, { applyId });
  return { phase, reason, checks: events.findLast(({ kind }) => kind === "probed")?.detail?.checks };
}

const redis = (verb: "-I" | "-D") =>
  onPractice(panel.folder, `ip6tables ${verb} INPUT -p tcp --dport 6379 -j ACCEPT`).code;

it("takes rules back when strangers get in where they shut, in one family alone, and keeps them when all of it holds", {
  timeout: 180_000,
}, async () => {
  await panel.draftFor("office");
  const gateway = hostGateway();
  // After the inspection, and outside of our chains: nothing else that an apply compares would see it.
  setHostGateway({
    ...gateway,
    tryFromVantagePoints: async (hostId, ports) => {
      expect(redis("-I")).toBe(0);
      return gateway.tryFromVantagePoints(hostId, ports);
    },
  });
  const opened = await required();
  expect(opened).toMatchObject({ phase: "rolled_back", reason: "checks-failed" });
  const probe = { port: 6379, address: "2001:db8:113::10", intended: "silent", seen: "works" };
  expect(opened.checks).toMatchObject({
    verdict: "refuted",
    failed: ["branch", "partner", "anybody"].map((name) => ({ from: { kind: "vantage", name }, ...probe })),
    unproven: [],
  });

  setHostGateway(gateway);
  expect(redis("-D")).toBe(0);
  const kept = await required();
  expect(kept).toMatchObject({ phase: "confirmed", reason: null });
  expect(kept.checks).toMatchObject({ verdict: "passed", counts: { failed: 0, unproven: 0 } });
});
