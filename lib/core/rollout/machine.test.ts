import { expect, test } from "vitest";
import { type ApplyEffect, type ApplyEvent, type ApplyState, queuedApply } from "./apply-state";
import type { HostAnswer } from "./host-answer";
import { step } from "./machine";
import { lastProofBeforeDeadline, retryInterval, settleAfterDeadline, silenceUntilUnknown } from "./timing";

type Event = ApplyEvent extends infer E ? (E extends { at: number } ? Omit<E, "at"> : never) : never;
type Happened = Parameters<typeof run>[1][number];

const armed: HostAnswer = {
  kind: "armed",
  id: "a",
  uptime: 100,
  deadline: 160,
  bootId: "b1",
  main: "service",
};
const applied: HostAnswer = { kind: "applied", id: "a", uptime: 101 };
const status: HostAnswer & { kind: "status" } = {
  kind: "status",
  id: "a",
  state: "pending",
  loaded: true,
  timers: 2,
  uptime: 110,
  deadline: 160,
  bootId: "b1",
  reason: null,
};

const told = (answer: HostAnswer) => ({ type: "answered", answer }) as const;

/** Feeds events, each with its time; gives the state and the effects of the last. */
function run(start: ApplyState, events: readonly (readonly [number, Event])[]) {
  let state = start;
  let effects: readonly ApplyEffect[] = [];
  for (const [at, event] of events) ({ state, effects } = step(state, { ...event, at } as ApplyEvent));
  return { state, effects };
}

const toArmed: readonly Happened[] = [
  [0, { type: "start" }],
  [0, { type: "inspected", allowed: true, problems: [] }],
  [0, told(armed)],
];
const toApplied: readonly Happened[] = [...toArmed, [1000, told(applied)]];

test("the plain way: inspected, armed, applied, proven, confirmed, each effect after its attempt is on record", () => {
  let state = queuedApply("proven");
  const seen: string[] = [];
  const events: readonly Happened[] = [
    ...toApplied,
    [2000, { type: "probed", passed: true }],
    [3000, told({ kind: "confirmed", id: "a", boot: "unit", again: false })],
  ];
  for (const [at, event] of events) {
    const next = step(state, { ...event, at } as ApplyEvent);
    state = next.state;
    seen.push(`${state.phase} ${state.attempting} ${next.effects.map((effect) => effect.type)}`);
  }
  expect(seen).toEqual([
    "inspecting inspect inspect",
    "inspecting arm-and-load arm-and-load",
    "armed arm-and-load ",
    "applied probe probe",
    "probing confirm confirm",
    "confirmed null finish",
  ]);
});

test("a refused gate, a refusing host and a host that cannot be reached end as refused: nothing was touched", () => {
  const refusals: readonly (readonly Happened[])[] = [
    [
      [0, { type: "start" }],
      [0, { type: "inspected", allowed: false, problems: [] }],
    ],
    [
      [0, { type: "start" }],
      [0, { type: "lost", attempt: "inspect" }],
    ],
    [...toArmed.slice(0, 2), [0, told({ kind: "busy", id: "x", seconds: 9 })]],
    [...toArmed.slice(0, 2), [0, told({ kind: "failed", id: "a", code: "test-failed", detail: [] })]],
  ];
  for (const events of refusals) {
    const { state, effects } = run(queuedApply("proven"), events);
    expect(state.phase).toBe("refused");
    expect(effects).toEqual([{ type: "finish" }]);
  }
});

test("a probe that fails is tried every 3 s until 10 s before the deadline; then the host is asked how it ended", () => {
  let { state, effects } = run(queuedApply("proven"), toApplied);
  let at = 1000;
  let tries = 0;
  for (;;) {
    ({ state, effects } = step(state, { at, type: "probed", passed: false }));
    tries += 1;
    const [effect] = effects;
    if (effect?.type !== "wait") throw new Error("expected a wait");
    if (state.next?.attempt !== "probe") break;
    expect(effect.until).toBe(at + retryInterval);
    expect(effect.until).toBeLessThan(60_000 - lastProofBeforeDeadline);
    at = effect.until;
    ({ state, effects } = step(state, { at, type: "woke" }));
    expect(effects).toEqual([{ type: "probe" }]);
  }
  expect(tries).toBe(17);
  expect(state.next).toEqual({ attempt: "status", at: 60_000 + settleAfterDeadline });
  const after = run(state, [
    [62_000, { type: "woke" }],
    [62_100, told({ ...status, state: "rolled-back", reason: "expired" })],
  ]);
  expect(after.state).toMatchObject({ phase: "rolled_back", reason: "expired" });
});

test("a required check that is refuted is not tried again: the old rules come back at once, and the reason outlives a restart", () => {
  const refuted = run(queuedApply("ask"), [
    ...toApplied,
    [6000, { type: "probed", passed: false, refuted: true }],
  ]);
  expect(refuted.effects).toEqual([{ type: "cancel" }]);
  const back = told({ kind: "rolled-back", id: "a", reason: "cancelled" });
  expect(run(refuted.state, [[6500, back]]).state).toMatchObject({
    phase: "rolled_back",
    reason: "checks-failed",
  });
  // The panel dies over the cancel, somebody presses Keep, and the host holds the new rules still.
  const resumed = run(refuted.state, [
    [7000, { type: "resumed" }],
    [7100, { type: "wished", wish: "keep" }],
    [7200, told(status)],
  ]);
  expect(resumed.effects).toEqual([{ type: "cancel" }]);
  expect(run(resumed.state, [[7500, back]]).state.reason).toBe("checks-failed");
  const late = run(resumed.state, [[62_000, told({ kind: "rolled-back", id: "a", reason: "expired" })]]);
  expect(late.state).toMatchObject({ phase: "rolled_back", reason: "expired" });
});

test("in the mode ask the operator decides after the proof, and silence means the host's timer", () => {
  const proven: readonly Happened[] = [...toApplied, [2000, { type: "probed", passed: true }]];
  const { state, effects } = run(queuedApply("ask"), proven);
  expect(state.phase).toBe("waiting");
  expect(effects).toEqual([{ type: "wait", until: 60_000 + settleAfterDeadline }]);
  expect(run(state, [[5000, { type: "wished", wish: "keep" }]]).effects).toEqual([{ type: "confirm" }]);
  expect(run(state, [[5000, { type: "wished", wish: "roll-back" }]]).effects).toEqual([{ type: "cancel" }]);
  expect(run(state, [[62_000, { type: "woke" }]]).effects).toEqual([{ type: "status" }]);
});

test("a wish that comes while something is under way is kept until it ends", () => {
  const early = run(queuedApply("ask"), [...toArmed, [500, { type: "wished", wish: "roll-back" }]]);
  expect(early.effects).toEqual([]);
  expect(run(early.state, [[1000, told(applied)]]).effects).toEqual([{ type: "cancel" }]);
  const keep = run(queuedApply("ask"), [...toApplied, [1500, { type: "wished", wish: "keep" }]]);
  expect(run(keep.state, [[2000, { type: "probed", passed: true }]]).effects).toEqual([{ type: "confirm" }]);
});

test("drift at the confirm rolls back at once and is named as the reason", () => {
  const { state } = run(queuedApply("proven"), [
    ...toApplied,
    [2000, { type: "probed", passed: true }],
    [2500, told({ kind: "failed", id: "a", code: "drift", detail: [] })],
    [3000, told({ kind: "rolled-back", id: "a", reason: "cancelled" })],
  ]);
  expect(state).toMatchObject({ phase: "rolled_back", reason: "drift" });
});

test("a lost answer is never guessed: the host is asked, and its word counts", () => {
  const lost = run(queuedApply("proven"), [...toArmed, [700, { type: "lost", attempt: "arm-and-load" }]]);
  expect(lost.effects).toEqual([{ type: "status" }]);
  expect(lost.state.phase).toBe("armed");
  expect(run(lost.state, [[900, told(status)]]).effects).toEqual([{ type: "probe" }]);
  expect(run(lost.state, [[900, told({ ...status, loaded: false })]]).effects).toEqual([{ type: "cancel" }]);
  expect(run(lost.state, [[900, told({ ...status, timers: 0 })]]).effects).toEqual([{ type: "cancel" }]);
  expect(run(lost.state, [[900, told({ ...status, state: "confirmed" })]]).state.phase).toBe("confirmed");
  const restarted = told({ ...status, state: "unknown-id", bootId: "b2" });
  expect(run(lost.state, [[900, restarted]]).state).toMatchObject({
    phase: "rolled_back",
    reason: "lost-by-reboot",
  });
});

test("an apply whose call may still be on its way is made void on the host before it is called refused", () => {
  const lost = run(queuedApply("proven"), [
    ...toArmed.slice(0, 2),
    [700, { type: "lost", attempt: "arm-and-load" }],
  ]);
  const unknown = run(lost.state, [[900, told({ ...status, state: "unknown-id", timers: 0 })]]);
  expect(unknown.effects).toEqual([{ type: "cancel" }]);
  const answer: HostAnswer = { kind: "failed", id: "a", code: "unknown-id", detail: [] };
  expect(run(unknown.state, [[950, told(answer)]]).state.phase).toBe("refused");
});

test("a host that stays silent is asked every 3 s, and after 5 minutes past the deadline the end is unknown", () => {
  let { state, effects } = run(queuedApply("proven"), [
    ...toArmed,
    [700, { type: "lost", attempt: "arm-and-load" }],
  ]);
  let at = 700;
  while (state.phase !== "unknown") {
    at += 100;
    ({ state, effects } = step(state, { at, type: "lost", attempt: "status" }));
    if (effects[0]?.type !== "wait") break;
    at = effects[0].until;
    ({ state, effects } = step(state, { at, type: "woke" }));
    expect(effects).toEqual([{ type: "status" }]);
  }
  expect(state.phase).toBe("unknown");
  expect(effects).toEqual([{ type: "finish" }]);
  expect(at).toBeGreaterThan(60_000 + silenceUntilUnknown);
  expect(run(state, [[at, { type: "resumed" }]]).effects).toEqual([{ type: "status" }]);
});

test("a restarted panel asks the host before anything else, unless nothing was sent yet", () => {
  const at = 5000;
  const inspecting = run(queuedApply("proven"), toArmed.slice(0, 1)).state;
  expect(run(inspecting, [[at, { type: "resumed" }]]).effects).toEqual([{ type: "inspect" }]);
  for (const count of [2, 3, 4]) {
    const { state } = run(queuedApply("proven"), toApplied.slice(0, count));
    expect(run(state, [[at, { type: "resumed" }]]).effects).toEqual([{ type: "status" }]);
  }
});

test("a rollback whose owner died is finished by a call that changes; while a timer works on it, the host is asked again", () => {
  const asked: readonly Happened[] = [...toApplied, [2000, { type: "lost", attempt: "probe" }]];
  const rollingBack = (timers: number) => told({ ...status, state: "rolling-back", timers });
  const start = { ...run(queuedApply("proven"), asked).state, attempting: "status" as const, next: null };
  expect(run(start, [[70_000, rollingBack(0)]]).effects).toEqual([{ type: "cancel" }]);
  expect(run(start, [[70_000, rollingBack(1)]]).effects).toEqual([
    { type: "wait", until: 70_000 + retryInterval },
  ]);
});
