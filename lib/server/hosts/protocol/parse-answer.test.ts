import { expect, test } from "vitest";
import { answerReader, parseAnswer } from "./parse-answer";

test("each kind of answer is read; lines of a login are not", () => {
  const { answers, notes, texts, complete } = parseAnswer(`Last login: SEKISHO:APPLIED x 1
SEKISHO:NOTE ipv6-absent
SEKISHO:ARMED a1 100.5 160.5 b-1 service
SEKISHO:APPLIED a1 101
SEKISHO:CONFIRMED a1 unit
SEKISHO:CONFIRMED a1 none again
SEKISHO:ROLLEDBACK a1 lost-by-reboot
SEKISHO:ROLLBACKFAILED a1
SEKISHO:BUSY b2 41
SEKISHO:STATUS a1 pending yes 2 110.2 160.5 b-1 - unit
SEKISHO:STATUS a1 nonsense yes 2 110.2 160.5 b-1 - unit
SEKISHO:BEGIN detail
SEKISHO:|line 5 failed
SEKISHO:|SEKISHO:APPLIED a1 9
SEKISHO:END detail
SEKISHO:FAIL a1 test-failed
SEKISHO:SOMETHING new
SEKISHO:OVER
`);
  expect(answers).toEqual([
    { kind: "armed", id: "a1", uptime: 100.5, deadline: 160.5, bootId: "b-1", main: "service" },
    { kind: "applied", id: "a1", uptime: 101 },
    { kind: "confirmed", id: "a1", boot: "unit", again: false },
    { kind: "confirmed", id: "a1", boot: "none", again: true },
    { kind: "rolled-back", id: "a1", reason: "lost-by-reboot" },
    { kind: "rollback-failed", id: "a1" },
    { kind: "busy", id: "b2", seconds: 41 },
    {
      kind: "status",
      id: "a1",
      state: "pending",
      loaded: true,
      timers: 2,
      uptime: 110.2,
      deadline: 160.5,
      bootId: "b-1",
      reason: null,
    },
    { kind: "failed", id: "a1", code: "test-failed", detail: ["line 5 failed", "SEKISHO:APPLIED a1 9"] },
  ]);
  expect(notes).toEqual(["ipv6-absent"]);
  expect(texts).toEqual({ detail: "line 5 failed\nSEKISHO:APPLIED a1 9\n" });
  expect(complete).toBe(true);
});

test("an answer is handed on with its line, before the call is over", () => {
  const seen: string[] = [];
  const take = answerReader((answer) => seen.push(answer.kind));
  take("SEKISHO:ARMED a1 100.5 160.5 b-1 process");
  expect(seen).toEqual(["armed"]);
  expect(parseAnswer("SEKISHO:ARMED a1 100.5 160.5 b-1 process\n").complete).toBe(false);
});
