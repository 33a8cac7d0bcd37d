import { expect, test } from "vitest";
import { memoryConnector } from "@/lib/server/hosts/memory-connector";
import { watchSession } from "./watch-session";

const frame = (uptime: number) => `SEKISHO:TICK ${uptime}\nSEKISHO:SHOWN\n`;
const target = {
  hostId: "h",
  user: "web",
  endpoint: { kind: "tcp", address: "192.0.2.1", port: 22 },
  authentication: { kind: "password", password: "x" },
  pinnedFingerprint: null,
} as const;

/** A host whose answers come one after the other; what it told, and how it was asked. */
async function watched(answers: readonly { readonly code: number | null; readonly stdout: string }[]) {
  const left = [...answers];
  const ending = new AbortController();
  const connector = memoryConnector({
    answer: () => {
      const next = left.shift();
      if (next === undefined) {
        ending.abort();
        return { code: null, stdout: "", stderr: "" };
      }
      return { ...next, stderr: "" };
    },
  });
  const session = await connector.connect(target, 1000);
  const uptimes: number[] = [];
  const ended = watchSession(session, {
    signal: ending.signal,
    onFrame: ({ uptime }) => uptimes.push(uptime),
  });
  const outcome = await ended.then(
    () => "ended",
    (error: { code?: string }) => error.code,
  );
  return {
    outcome,
    uptimes,
    asked: connector.runs.map(({ sudo, connection }) => [sudo, connection]),
    open: connector.open,
  };
}

test("a script that came to its own end is run again over the same session, until nobody looks", async () => {
  const { outcome, uptimes, asked, open } = await watched([
    { code: 0, stdout: frame(1) + frame(2) },
    { code: 0, stdout: frame(3) },
  ]);
  expect([outcome, uptimes]).toEqual(["ended", [1, 2, 3]]);
  expect(asked).toEqual([
    [false, 1],
    [false, 1],
    [false, 1],
  ]);
  expect(open()).toBe(0);
});

test("where the login is not root it asks once more through sudo, and once only", async () => {
  const no = { code: 1, stdout: "SEKISHO:FAIL - not-root\nSEKISHO:OVER\n" };
  const { outcome, asked } = await watched([no, { code: 0, stdout: frame(1) }]);
  expect([outcome, asked.map(([sudo]) => sudo)]).toEqual(["ended", [false, true, true]]);
  expect(await watched([no, no])).toMatchObject({ outcome: "live-not-root" });
});

test("a session that ends without its own end is lost, also one that says nothing at all", async () => {
  expect(await watched([{ code: null, stdout: frame(1) }])).toMatchObject({
    outcome: "live-lost",
    uptimes: [1],
  });
  expect(await watched([{ code: 0, stdout: "" }])).toMatchObject({ outcome: "live-lost" });
});
