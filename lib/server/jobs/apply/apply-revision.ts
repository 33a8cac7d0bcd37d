import type { ApplyState } from "@/lib/core/rollout/apply-state";
import { step } from "@/lib/core/rollout/machine";
import { moveTimes } from "@/lib/core/rollout/moves";
import type { HostConnector, HostTarget } from "@/lib/server/hosts/session";
import { type Clock, passingClock } from "../clock";
import type { JobHandler } from "../runner";
import { runEffect } from "./effects";
import type { Happening } from "./evidence";
import { readLiveAfter } from "./live-after";
import { type FrozenApply, loadFrozen, readWish } from "./load-apply";
import { mailbox } from "./mailbox";
import { recordEnd, recordLiveAfter, recordStep } from "./record";
import { sessionsTo } from "./sessions";
import { readPayload, stateOf } from "./stored-state";

/** What the apply job needs of the world. */
export type ApplyWorld = {
  readonly connector: HostConnector;
  /** How to reach a host, with its secrets opened for this one call. */
  readonly targetOf: (hostId: string) => Promise<HostTarget>;
  readonly clock: Clock;
  /** Called after an apply was confirmed and all of it is on record; whatever comes of it, the apply stands. */
  readonly onConfirmed?: (hostId: string) => void;
  /** Called after all that was ours is off a host and the host is archived. */
  readonly onLeft?: (hostId: string) => Promise<void>;
};

/**
 * The job of one apply: event → machine → stored step → effects, until the machine says `finish`. A step is stored
 * before its effects run, so a panel that was killed goes on knowing what may have happened.
 */
export function applyRevision(world: ApplyWorld): JobHandler {
  return async (job, tools) => {
    const payload = readPayload(job.payload);
    const frozen = await loadFrozen(payload.applyId);
    const ids = { jobId: job.id, applyId: payload.applyId, hostId: frozen.hostId };
    const clock = passingClock(world.clock);
    const sessions = sessionsTo(world.connector, () => world.targetOf(frozen.hostId));
    const inbox = mailbox<Happening>();
    const lookups = new Set<Promise<void>>();
    let state: ApplyState = stateOf(payload, frozen.confirmMode);
    let waiting: AbortController | null = null;

    const report = (happening: Happening) => inbox.put(happening);
    const plainEvent = (event: Happening["event"]) => report({ event, evidence: {} });
    const wait = (until: number) => {
      const ending = new AbortController();
      waiting = ending;
      clock.wait(until - clock.now(), ending.signal).then(() => {
        // A timer may be early by a fraction.
        if (!ending.signal.aborted) plainEvent({ at: Math.max(clock.now(), until), type: "woke" });
      });
    };
    // What is stored is told by the time of day: viewers have no other, nor has a panel that is started again.
    const store = (before: ApplyState, after: ApplyState, { event, evidence }: Happening) => {
      const set = world.clock.now() - clock.now();
      const told = { event: { ...event, at: event.at + set }, evidence };
      return recordStep(ids, before, moveTimes(after, set), told);
    };
    const start = (work: Promise<void>) => work.catch((error: unknown) => inbox.fail(error));
    const lookForWish = async () => {
      const wish = await readWish(ids.applyId);
      if (wish !== null && wish !== state.wish) plainEvent({ at: clock.now(), type: "wished", wish });
    };

    const stop = () => inbox.close();
    tools.signal.addEventListener("abort", stop);
    const offWake = tools.onWake(() => {
      const lookup = start(lookForWish()).finally(() => lookups.delete(lookup));
      lookups.add(lookup);
    });
    try {
      plainEvent({ at: clock.now(), type: payload.state === null ? "start" : "resumed" });
      await lookForWish();
      for (;;) {
        const happening = tools.signal.aborted ? null : await inbox.take();
        if (happening === null) return "later";
        const next = step(state, happening.event);
        if (happening.event.type === "wished" && next.state.wish === state.wish) continue;
        await store(state, next.state, happening);
        state = next.state;
        if (next.effects.length > 0) (waiting as AbortController | null)?.abort();
        for (const effect of next.effects) {
          if (effect.type === "finish") {
            await finish(world, frozen, state);
            return "over";
          }
          if (effect.type === "wait") wait(effect.until);
          else start(runEffect(effect, { frozen, sessions, clock, report, deadlineAt: state.deadlineAt }));
        }
      }
    } finally {
      tools.signal.removeEventListener("abort", stop);
      offWake();
      (waiting as AbortController | null)?.abort();
      // What still talks to the host ends with its connection, and nobody reads its reports any more.
      sessions.closeAll();
      inbox.close();
      await Promise.all(lookups);
    }
  };
}

async function finish(world: ApplyWorld, frozen: FrozenApply, state: ApplyState): Promise<void> {
  const { id: applyId, hostId } = frozen;
  const evidence = await readLiveAfter(world, hostId, state.phase);
  await recordLiveAfter(applyId, state, world.clock.now(), evidence);
  await recordEnd(applyId, state, world.clock.now());
  if (state.phase !== "confirmed") return;
  if (frozen.leave) await world.onLeft?.(hostId);
  else world.onConfirmed?.(hostId);
}
