import { expect, test } from "vitest";
import type { Check, ExpectedOutcome, SeenOutcome } from "./check";
import { gravestJudgement, judgeCheck } from "./judge-check";
import { proofOf } from "./required";

const check: Check = { from: { kind: "panel" }, kind: "tcp", target: null, port: 443, reason: "service" };

/** A try as it is judged when the rules in force are those that are to be proven. */
const tried = (intended: ExpectedOutcome, seen: SeenOutcome, listens = true) => ({
  seen: { address: "192.0.2.1", family: 4 as const, outcome: seen, milliseconds: 1, tool: null, words: "" },
  sent: { source: null, destination: "192.0.2.1" },
  intended,
  rule: null,
  live: intended,
  liveRule: null,
  hangsOn: [],
  judgement: judgeCheck({
    way: "in",
    intended,
    live: intended,
    seen,
    listens,
    looksUp: false,
    pings: false,
  }),
});
const held = tried("works", "works");
const verdict = (...tries: ReturnType<typeof tried>[]) => proofOf([{ check, tries }]).verdict;

test("what is open must connect and what is shut must not: one that meets the other refutes all", () => {
  expect(verdict(held, tried("silent", "silent"))).toBe("passed");
  expect(verdict(held, tried("silent", "works"))).toBe("refuted");
  expect(verdict(held, tried("refused", "works"))).toBe("refuted");
  expect(verdict(held, tried("works", "silent"))).toBe("refuted");
  // The new rules among those of others refuse it themselves.
  expect(verdict(held, { ...tried("works", "refused"), live: "refused" })).toBe("refuted");
});

test("an answer that no rule of ours gives proves none of them: refused for a drop, silent for a reject, refused where all is open", () => {
  for (const other of [
    tried("silent", "refused"),
    tried("silent", "unreachable"),
    tried("refused", "silent"),
    tried("works", "refused"),
    tried("works", "unreachable"),
  ]) {
    expect(verdict(other)).toBe("unproven");
    expect(verdict(held, other)).toBe("passed");
    expect(proofOf([{ check, tries: [other] }]).counts).toMatchObject({ held: 0, undecided: 1 });
  }
});

test("what the rules do not decide is not asked for, and proves nothing either", () => {
  const nobodyListens = tried("works", "refused", false);
  const noWay = tried("works", "no-route");
  const open = tried("cannot-tell", "silent");
  expect(verdict(held, nobodyListens, noWay, open, tried("silent", "no-route"))).toBe("passed");
  expect(verdict(nobodyListens)).toBe("unproven");
  expect(verdict(open, noWay)).toBe("unproven");
  expect(verdict(tried("silent", "no-route"))).toBe("unproven");
});

test("a check that could not be tried is never proven, and one that failed says more than one that was not tried", () => {
  const notTried = tried("works", "unread");
  expect(verdict(held, notTried)).toBe("unproven");
  expect(verdict(held, tried("works", "cannot-resolve"))).toBe("unproven");
  expect(verdict(notTried, tried("silent", "works"))).toBe("refuted");
  expect(proofOf([{ check, tries: [] }]).verdict).toBe("unproven");
  expect(proofOf([]).verdict).toBe("unproven");
  expect(proofOf([{ check, tries: [held, notTried, tried("silent", "works")] }])).toMatchObject({
    failed: [{ from: { kind: "panel" }, port: 443, address: "192.0.2.1", intended: "silent", seen: "works" }],
  });
});

test("a check counts once, whatever number of families it was tried in: as what it is worth in all of them together", () => {
  const notTried = tried("works", "unread");
  const undecided = tried("works", "no-route");
  const failed = tried("silent", "works");
  const counts = (...each: ReturnType<typeof tried>[][]) =>
    proofOf(each.map((tries) => ({ check, tries }))).counts;
  expect(counts([held, held], [held, held], [undecided, undecided])).toEqual({
    failed: 0,
    unproven: 0,
    held: 2,
    undecided: 1,
  });
  expect(counts([undecided, held], [held, notTried], [notTried, failed])).toEqual({
    failed: 1,
    unproven: 1,
    held: 0,
    undecided: 1,
  });
});

test("a check meets what the rules mean where all its families do, as in the run beside it; the others are named", () => {
  const open = tried("cannot-tell", "silent");
  const shut = tried("silent", "silent");
  const at = (port: number, ...tries: ReturnType<typeof tried>[]) => ({ check: { ...check, port }, tries });
  const results = [
    at(22, shut, open),
    at(25, shut, tried("silent", "no-route")),
    at(80, held, tried("works", "refused", false)),
    at(443, held, held),
  ];
  const asIntended = results.filter(
    ({ tries }) => gravestJudgement(tries.map(({ judgement }) => judgement)) === "agrees",
  );
  expect(proofOf(results)).toMatchObject({
    verdict: "passed",
    counts: { held: asIntended.length, undecided: 2 },
    undecided: [
      { from: check.from, port: 22 },
      { from: check.from, port: 80 },
    ],
  });
  // One family that held proves something all the same.
  expect(proofOf([at(22, shut, open)])).toMatchObject({ verdict: "passed", counts: { held: 0 } });
});
