import { setTimeout as pause } from "node:timers/promises";
import { faults } from "./faults/all";
import type { FaultName } from "./faults/fault";
import { uptime } from "./host/host";
import type { FaultPlan, Moment } from "./plan";
import type { World } from "./world";

/** Around the deadline: from a moment before to a moment after. */
const expiringSeconds = 0.3;

/** The moments at which the apply of a run is now; several at once, seen from the panel and from the host. */
export function momentsNow(world: World, deadline: number | null): Set<Moment> {
  const found = new Set<Moment>();
  const news = world.panel.last?.applyId === world.applyId ? world.panel.last : null;
  if (news?.attempting === "inspect") found.add("inspecting");
  if (news?.attempting === "arm-and-load") found.add("arming");
  if (news?.attempting === "probe") found.add("probing");
  if (news?.attempting === "confirm") found.add("confirming");
  if (news?.attempting === "cancel") found.add("undoing");
  if (news?.phase === "waiting") found.add("waiting");
  const files = world.host.stateFiles();
  const held = (name: string) => files.includes(`${name}.${world.applyId}`);
  if (held("pending")) found.add("armed");
  if (held("claim.rollback") || held("done.rollback")) found.add("undoing");
  if (deadline !== null && held("pending") && uptime() > deadline - expiringSeconds) found.add("expiring");
  return found;
}

/** The latest of them: what the table counts. */
const latest: readonly Moment[] = [
  "undoing",
  "expiring",
  "confirming",
  "waiting",
  "probing",
  "armed",
  "arming",
  "inspecting",
];
export function momentNow(world: World, deadline: number | null): Moment | "over" {
  const now = momentsNow(world, deadline);
  return latest.find((moment) => now.has(moment)) ?? "over";
}

/** Lets each fault of an apply strike at its moment, and mends it in its time. */
export function strikeAll(
  plans: readonly FaultPlan[],
  world: World,
  onStrike: (fault: FaultName, moment: Moment | "over") => void,
): { readonly mended: () => boolean; finish(): Promise<void> } {
  let ended = false;
  let open = 0;
  let deadline: number | null = null;
  const look = setInterval(() => {
    deadline = world.host.deadlineOf(world.applyId) ?? deadline;
  }, 15);
  const one = async (plan: FaultPlan) => {
    while (!ended && !momentsNow(world, deadline).has(plan.at)) await pause(10);
    if (ended) return;
    await pause(plan.delay);
    if (ended) return;
    open++;
    try {
      const moment = momentNow(world, deadline);
      const struck = await faults[plan.fault](world, plan.variant);
      if (struck.heal === null) {
        world.log(`cannot strike now: ${plan.fault}`);
        return;
      }
      onStrike(plan.fault, moment);
      await pause(plan.hold);
      await struck.heal();
      world.log(`mended: ${plan.fault}`);
      if (struck.obstructs) world.obstructedUntil = Math.max(world.obstructedUntil, uptime());
    } finally {
      open--;
    }
  };
  const all = Promise.allSettled(plans.map(one));
  return {
    mended: () => open === 0,
    finish: async () => {
      ended = true;
      const settled = await all;
      clearInterval(look);
      for (const each of settled) if (each.status === "rejected") throw each.reason;
    },
  };
}
