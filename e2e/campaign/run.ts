import { setTimeout as pause } from "node:timers/promises";
import { differences, noRules, type Rules, withJumps } from "./checks/expected";
import { leftovers } from "./checks/leftovers";
import { checkHistory, checkRules, holderOf } from "./checks/truth";
import type { FaultName } from "./faults/fault";
import { readForeign } from "./faults/machine";
import { uptime } from "./host/host";
import type { Standing } from "./panel/messages";
import { Refused } from "./panel/panel";
import type { ApplyPlan, Moment, Plan } from "./plan";
import { random } from "./random";
import type { Slot } from "./slot";
import { strikeAll } from "./strikes";
import type { World } from "./world";

export type Strike = { readonly fault: FaultName; readonly moment: Moment | "over" };

export type Outcome = {
  readonly violations: readonly string[];
  readonly strikes: readonly Strike[];
  readonly ends: readonly string[];
  /** Seconds after the deadline (or after the last obstruction) at which access was back, where it was lost. */
  readonly accessBack: readonly number[];
  readonly trace: readonly string[];
  readonly seconds: number;
};

/** After the deadline, or the end of what kept everybody out, access must be back within this. */
const accessSeconds = 5;
/** The guard's timer. */
const guardSeconds = 7;
/** The panel's own patience after all is mended: `silenceUntilUnknown`, two tries of the longest call, and room. */
const panelPatienceMilliseconds = 45_000;

const over = (phase: string) => ["confirmed", "refused", "rolled_back", "rollback_failed"].includes(phase);

/** Plays a plan on a slot and holds all promises against what is there afterwards. */
export async function play(plan: Plan, slot: Slot): Promise<Outcome> {
  const begun = performance.now();
  const trace: string[] = [];
  const violations: string[] = [];
  const strikes: Strike[] = [];
  const ends: string[] = [];
  const accessBack: number[] = [];
  const log = (line: string) => trace.push(`${((performance.now() - begun) / 1000).toFixed(3)} ${line}`);
  const names = plan.applies.flatMap(({ faults }) => faults.map(({ fault }) => fault));
  const { host, panel } = slot;

  // Not part of what is tested: where this fails, the machine cannot hold the campaign.
  await host.renew({ faketime: names.includes("host-clock") ? slot.faketime : null });
  await slot.readyPanel(names.includes("panel-clock"));
  const world: World = {
    host,
    panel,
    luck: random(plan.seed, plan.run + 1_000_000),
    applyId: "",
    foreign: { 4: [], 6: [] },
    boots: 0,
    jumpRemoved: null,
    second: null,
    settleFrom: 0,
    obstructedUntil: 0,
    guardActs: false,
    log,
  };
  world.foreign = await readForeign(world);
  await host.openFlow();
  let held: Rules = noRules;
  const fail = (text: string) => {
    violations.push(text);
    log(`VIOLATION ${text}`);
  };

  const applyOnce = async (apply: ApplyPlan, name: string): Promise<string> => {
    log(
      `${name}: ${apply.mode} ${apply.timeoutSeconds} s${apply.lockout ? " lockout" : ""}${apply.wish ? ` ${apply.wish}` : ""} [${apply.services.join(" ")}] ${apply.faults.map((each) => `${each.fault}@${each.at}+${each.delay}/${each.hold}#${each.variant}`).join(" ")}`,
    );
    await panel.ask({
      verb: "draft",
      hostId: panel.hostId,
      services: apply.services,
      admin: apply.lockout ? "elsewhere" : "admin",
    });
    Object.assign(world, {
      second: null,
      jumpRemoved: null,
      settleFrom: 0,
      obstructedUntil: 0,
      guardActs: false,
    });
    const { review, applyId } = await panel.begin({
      confirmMode: apply.mode,
      timeoutSeconds: apply.timeoutSeconds,
    });
    world.applyId = applyId;
    const asLoaded = host.asLoaded(review.restore4, review.restore6 ?? "");
    asLoaded.catch(() => undefined);
    if (apply.lockout !== (review.lockout === "locked-out"))
      fail(`the review says ${review.lockout} of rules that ${apply.lockout ? "" : "do not "}lock out`);

    const striking = strikeAll(apply.faults, world, (fault, moment) => {
      strikes.push({ fault, moment });
      log(`strikes: ${fault} (${moment})`);
    });
    const access = watchAccess(world, striking.mended, log);
    const wishing = wish(apply, world, log);
    let standing = await untilOver(world, striking.mended, log);
    await striking.finish();
    // What was mended late may have kept the panel from the truth: it is asked again, as an operator would.
    standing = await settle(world, standing, log);
    await wishing.end();
    await waitFor(world.settleFrom);
    const late = await access.end();
    if (late !== null) {
      accessBack.push(late);
      if (late > accessSeconds) fail(`access came back ${late.toFixed(1)} s after the deadline`);
    }

    let snapshot = await host.snapshot();
    for (let tries = 0; tries < 24 && leftovers(snapshot).length > 0; tries++) {
      // A call whose connection is gone runs on, and waits up to 10 s for the lock of another one.
      await pause(500);
      snapshot = await host.snapshot();
    }
    ends.push(standing.phase);
    log(`${name}: ${standing.phase} ${standing.reason ?? ""}; host holds ${holderOf(world, snapshot)}`);
    const next = withJumps(await asLoaded);
    const second = world.second === null ? null : withJumps(world.second);
    const found = [
      ...checkRules(world, snapshot, { old: held, new: next, second }),
      ...checkHistory(world, snapshot, standing),
    ];
    // Nobody but the administrator is let in there: whoever was before the rules is not any more.
    // Where an administrator took the jump away after the confirm, nothing asks our rules; checkRules says whether he may have.
    const { jumps } = host.kind.family === 4 ? snapshot.ipv4 : snapshot.ipv6;
    const asked = jumps.includes("-A INPUT -j SEKISHO-IN");
    if (asked && holderOf(world, snapshot) === "new" && (await host.flowAlive()))
      found.push("a connection that the new rules do not allow goes on");
    const left = leftovers(snapshot);
    if (left.length > 0) {
      log(`left: ${left.join(", ")}`);
      // A call that was killed leaves its files to the next one that changes something; nothing else may.
      if (strikes.some(({ fault }) => leavesFiles.has(fault))) untidy = left;
      else found.push(...left);
    }
    for (const text of found) fail(text);
    for (const line of standing.history) log(`history: ${line}`);
    log(`files: ${snapshot.files.join(" ")}`);
    const holder = holderOf(world, snapshot);
    held = holder === "new" ? next : holder === "second" ? (second ?? held) : held;
    jumpsMissing = world.jumpRemoved !== null;
    return standing.phase;
  };

  let untidy: string[] | null = null;
  let jumpsMissing = false;
  try {
    for (const [index, apply] of plan.applies.entries()) {
      if (violations.length > 0) break;
      await applyOnce(apply, apply.faults.length === 0 ? "base" : `apply ${index + 1}`);
      // Our jump is added again by the next apply, so what stands now is not what will be compared.
      if (jumpsMissing) break;
    }
    if (violations.length === 0) {
      await host.reboot();
      world.foreign = await readForeign(world);
      for (const text of differences(await host.snapshot(), held)) fail(`after a restart: ${text}`);
    }
    if (violations.length === 0 && (plan.closing || untidy !== null)) {
      const apply: ApplyPlan = {
        services: ["http"],
        lockout: false,
        mode: "proven",
        timeoutSeconds: 60,
        wish: null,
        wishDelay: 0,
        faults: [],
      };
      // A machine under load may be too slow for a first try, and the panel refuses before anything is touched.
      let ending = "refused";
      for (let tries = 0; tries < 4 && ending === "refused" && violations.length === 0; tries++) {
        untidy = null;
        ending = await applyOnce(apply, "closing");
      }
      if (ending !== "confirmed") fail(`an undisturbed apply ends ${ending}`);
      if (untidy !== null) for (const text of untidy as string[]) fail(text);
    }
  } catch (error) {
    fail(`the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  if (violations.length > 0) for (const line of panel.said) log(`panel: ${line}`);
  return { violations, strikes, ends, accessBack, trace, seconds: (performance.now() - begun) / 1000 };
}

/** Faults that end a call of the panel in the middle: its files are left to the next call that changes something. */
const leavesFiles: ReadonlySet<FaultName> = new Set<FaultName>([
  "script-killed",
  "rebooted",
  "disk-full",
  "read-only",
]);

async function waitFor(moment: number): Promise<void> {
  const left = (moment - uptime()) * 1000;
  if (left > 0) await pause(left);
}

/**
 * Waits until the panel says how the apply ended, or that it does not know, and its job has ended. Its patience is
 * counted from when nothing is broken any more: before that it may be down itself.
 */
async function untilOver(world: World, mended: () => boolean, log: World["log"]): Promise<Standing> {
  let until = 0;
  let last = "";
  for (;;) {
    if (until === 0 || !mended()) until = performance.now() + panelPatienceMilliseconds * 2;
    try {
      const standing = await world.panel.read(world.applyId);
      const text = `${standing.phase} ${standing.attempting ?? ""}`;
      if (text !== last) log(`panel says ${text}`);
      last = text;
      if (!standing.running && (over(standing.phase) || standing.phase === "unknown")) return standing;
      if (performance.now() > until) return standing;
    } catch (error) {
      if (!(error instanceof Refused) || performance.now() > until) throw error;
    }
    await world.panel.news(400);
  }
}

/** `unknown` is an honest word for what could not be seen; the next look must find the truth. */
async function settle(world: World, first: Standing, log: World["log"]): Promise<Standing> {
  let standing = first;
  for (let looks = 0; looks < 3 && standing.phase === "unknown"; looks++) {
    log("asks the host again");
    await world.panel.ask({ verb: "re-inspect", applyId: world.applyId });
    standing = await untilOver(world, () => true, log);
  }
  return standing;
}

/** The operator: presses what the plan says once the panel asks. */
function wish(apply: ApplyPlan, world: World, log: World["log"]): { end(): Promise<void> } {
  let ended = false;
  const work = (async () => {
    if (apply.mode !== "ask" || apply.wish === null) return;
    while (!ended && !(world.panel.last?.applyId === world.applyId && world.panel.last.phase === "waiting"))
      await pause(20);
    if (ended) return;
    await pause(apply.wishDelay);
    if (ended) return;
    try {
      await world.panel.ask({ verb: apply.wish, applyId: world.applyId });
      log(`operator: ${apply.wish}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log(`operator: ${apply.wish} refused, ${error.code}`);
    }
  })();
  work.catch((error: unknown) => log(`operator: ${String(error)}`));
  return {
    end: async () => {
      ended = true;
      await work.catch(() => undefined);
    },
  };
}

/**
 * Looks from the panel's network whether new connections get in once the host must have acted. Answers by how many
 * seconds access came later than the deadline or the end of what kept everybody out; null where it was not lost.
 */
function watchAccess(
  world: World,
  mended: () => boolean,
  log: World["log"],
): { end(): Promise<number | null> } {
  let ended = false;
  let deadline: number | null = null;
  const seen = setInterval(() => {
    deadline = world.host.deadlineOf(world.applyId) ?? deadline;
  }, 25);
  const owed = () =>
    Math.max((deadline ?? 0) + (world.guardActs ? guardSeconds : 0), world.obstructedUntil, world.settleFrom);
  const look = async (): Promise<number | null> => {
    // Nothing is owed before the deadline while the apply is open.
    while (!ended && (deadline === null || uptime() < owed() || !mended())) await pause(50);
    let lost = false;
    for (;;) {
      const at = uptime();
      if (await world.host.reachable()) {
        if (!lost) return null;
        log(`access is back ${(at - owed()).toFixed(1)} s after it was owed`);
        return Math.max(0, at - owed());
      }
      lost = true;
      if (uptime() > owed() + accessSeconds + 3) return uptime() - owed();
      await pause(200);
    }
  };
  const work = look();
  return {
    end: async () => {
      ended = true;
      try {
        return await work;
      } finally {
        clearInterval(seen);
      }
    },
  };
}
