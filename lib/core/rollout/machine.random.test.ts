import fc from "fast-check";
import { expect, test } from "vitest";
import { type ApplyEvent, queuedApply } from "./apply-state";
import { failCodes, type HostAnswer } from "./host-answer";
import { step } from "./machine";
import { finalPhases } from "./phase";

const attempts = ["inspect", "arm-and-load", "probe", "confirm", "cancel", "status"] as const;
const boots = fc.constantFrom("b1", "b2");
const answers: fc.Arbitrary<HostAnswer> = fc.oneof(
  fc.record({
    kind: fc.constant("armed" as const),
    id: fc.constant("a"),
    uptime: fc.constant(100),
    deadline: fc.integer({ min: 103, max: 160 }),
    bootId: boots,
    main: fc.constant("process" as const),
  }),
  fc.constant<HostAnswer>({ kind: "applied", id: "a", uptime: 101 }),
  fc.constant<HostAnswer>({ kind: "confirmed", id: "a", boot: "none", again: false }),
  fc.constant<HostAnswer>({ kind: "rolled-back", id: "a", reason: "expired" }),
  fc.constant<HostAnswer>({ kind: "rollback-failed", id: "a" }),
  fc.constant<HostAnswer>({ kind: "busy", id: "b", seconds: 3 }),
  fc.constantFrom(...failCodes).map((code): HostAnswer => ({ kind: "failed", id: "a", code, detail: [] })),
  fc.record({
    kind: fc.constant("status" as const),
    id: fc.constant("a"),
    state: fc.constantFrom(
      "unknown-id",
      "pending",
      "confirming",
      "rolling-back",
      "confirmed",
      "rolled-back",
      "rollback-failed",
      "lost",
    ),
    loaded: fc.boolean(),
    timers: fc.nat(2),
    uptime: fc.constant(120),
    deadline: fc.option(fc.integer({ min: 103, max: 160 })),
    bootId: boots,
    reason: fc.constant(null),
  }),
);
const events = fc.array(
  fc.record({
    pause: fc.integer({ min: 0, max: 20_000 }),
    event: fc.oneof(
      fc.constant({ type: "start" as const }),
      fc.record({
        type: fc.constant("inspected" as const),
        allowed: fc.boolean(),
        problems: fc.constant([]),
      }),
      answers.map((answer) => ({ type: "answered" as const, answer })),
      answers.map((answer) => ({ type: "answered" as const, answer })),
      fc.constantFrom(
        { type: "probed" as const, passed: true },
        { type: "probed" as const, passed: true },
        { type: "probed" as const, passed: false },
        { type: "probed" as const, passed: false, refuted: true },
      ),
      fc.record({ type: fc.constant("lost" as const), attempt: fc.constantFrom(...attempts) }),
      fc.record({
        type: fc.constant("wished" as const),
        wish: fc.constantFrom("keep" as const, "roll-back" as const),
      }),
      fc.constant({ type: "woke" as const }),
      fc.constant({ type: "resumed" as const }),
    ),
  }),
  { minLength: 1, maxLength: 60 },
);

test("whatever comes in whatever order: the laws of an apply hold", () => {
  fc.assert(
    fc.property(fc.constantFrom("proven" as const, "ask" as const), events, (mode, story) => {
      let state = queuedApply(mode);
      let at = 0;
      let provenSinceLoad = false;
      let refuted = false;
      let heardConfirmed = false;
      let heardRolledBack = false;
      for (const { pause, event } of story) {
        at += pause;
        const before = state;
        const next = step(state, { ...event, at } as ApplyEvent);
        state = next.state;
        const working = next.effects.filter(({ type }) => type !== "wait" && type !== "finish");

        if (event.type === "answered") {
          const { answer } = event;
          heardConfirmed ||=
            answer.kind === "confirmed" || (answer.kind === "status" && answer.state === "confirmed");
          heardRolledBack ||=
            answer.kind === "rolled-back" ||
            (answer.kind === "status" && ["rolled-back", "lost", "unknown-id"].includes(answer.state));
          if (answer.kind === "applied") provenSinceLoad = false;
        }
        if (event.type === "probed" && event.passed && before.attempting === "probe") provenSinceLoad = true;

        refuted ||=
          event.type === "probed" &&
          event.refuted === true &&
          before.attempting === "probe" &&
          before.wish !== "roll-back";

        // An end is an end.
        if (finalPhases.has(before.phase)) expect(state).toEqual(before);
        // The host said so, or it is not so.
        if (state.phase === "confirmed") expect(heardConfirmed).toBe(true);
        if (state.phase === "rolled_back") expect(heardRolledBack).toBe(true);
        // One effect at a time, and it is on record.
        expect(working.length).toBeLessThanOrEqual(1);
        if (working[0]) expect(state.attempting).toBe(working[0].type);
        if (working[0] && before.attempting !== null && event.type === "wished")
          throw new Error("two effects at once");
        // Rules are loaded once only, and only after the gate.
        if (working[0]?.type === "arm-and-load")
          expect(event).toMatchObject({ type: "inspected", allowed: true });
        // No confirm without a proof over a fresh connection, but to finish one that the host says has won.
        if (working[0]?.type === "confirm" && !provenSinceLoad) {
          expect(event).toMatchObject({ answer: { kind: "status", state: "confirming" } });
        }
        // A wish to roll back is never followed by a confirm of ours.
        if (working[0]?.type === "confirm" && state.wish === "roll-back") {
          expect(event).toMatchObject({ answer: { kind: "status", state: "confirming" } });
        }
        // Nor is a check that was refuted, whatever is pressed or restarted meanwhile; and the record says why.
        if (working[0]?.type === "confirm" && refuted) {
          expect(event).toMatchObject({ answer: { kind: "status", state: "confirming" } });
        }
        if (refuted && state.phase === "rolled_back" && event.type === "answered") {
          const said = "reason" in event.answer && event.answer.reason;
          const lost = state.reason === "lost-by-reboot";
          if (!lost && (!said || said === "cancelled")) expect(state.reason).toBe("checks-failed");
        }
        // Never stuck: an unfinished apply has something under way, or waits for a moment, or was not begun.
        if (!finalPhases.has(state.phase) && state.phase !== "unknown" && state.phase !== "queued") {
          expect(state.attempting !== null || state.next !== null).toBe(true);
        }
      }
    }),
    { seed: 20_241, numRuns: 3000 },
  );
});
