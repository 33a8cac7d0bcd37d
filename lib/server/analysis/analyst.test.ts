import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { afterAll, describe, expect, it } from "vitest";
import { Analyst } from "./analyst";

const folder = mkdtempSync(join(tmpdir(), "sekisho-analyst-"));
const file = join(folder, "worker.mjs");
// Speaks as the real worker does, and misbehaves on request.
writeFileSync(
  file,
  `import { deserialize } from "node:v8";
import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", ({ id, question }) => {
  const { act } = deserialize(question);
  if (act === "exit") process.exit(3);
  if (act === "throw") throw new Error("on purpose");
  if (act === "fail") return parentPort.postMessage({ id, failed: "could not" });
  if (act === "spin") for (;;);
  if (act === "eat") for (const kept = []; ; ) kept.push(new Array(1000).fill(act));
  parentPort.postMessage({ id, answer: { act, threadId } });
});
`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function analyst(limitMilliseconds = 60_000, mostWaiting = 2) {
  const failures: string[] = [];
  const made = new Analyst({
    file,
    limitMilliseconds,
    heapMegabytes: 32,
    mostWaiting,
    onFailure: (text) => failures.push(text),
  });
  return { failures, ask: (act: string) => made.ask("meaning", serialize({ act })) };
}

const answered = { ok: true, answer: expect.objectContaining({ act: "echo" }) };
const threadOf = (result: unknown) => (result as { answer: { threadId: number } }).answer.threadId;

describe("the analysis thread", () => {
  it("stays the same from one question to the next", async () => {
    const { ask, failures } = analyst();
    const [first, second] = [await ask("echo"), await ask("echo")];
    expect([first, second]).toEqual([answered, answered]);
    expect(threadOf(first)).toBe(threadOf(second));
    expect(failures).toEqual([]);
  });

  it.each(["exit", "throw", "eat"])(
    "is replaced after it fell over (%s): that question fails, those behind are answered",
    async (act) => {
      const { ask, failures } = analyst();
      const [broken, behind] = await Promise.all([ask(act), ask("echo")]);
      expect(broken).toEqual({ ok: false, why: "failed" });
      expect(behind).toEqual(answered);
      expect(failures).toHaveLength(1);
      expect(await ask("echo")).toEqual(answered);
    },
  );

  it("says that a question failed in its code, and goes on", async () => {
    const { ask, failures } = analyst();
    expect(await ask("fail")).toEqual({ ok: false, why: "failed" });
    expect(failures).toEqual(["could not"]);
    expect(await ask("echo")).toEqual(answered);
  });

  it("is given up when a question takes too long; those behind are answered by a new one", async () => {
    const { ask } = analyst(2_000);
    const [endless, behind] = await Promise.all([ask("spin"), ask("echo")]);
    expect(endless).toEqual({ ok: false, why: "too-long" });
    expect(behind).toEqual(answered);
  });

  it("lets no more wait than it may, and says so at once", async () => {
    const { ask } = analyst();
    const asked = [ask("echo"), ask("echo"), ask("echo"), ask("echo")];
    expect(await asked[3]).toEqual({ ok: false, why: "busy" });
    expect(await Promise.all(asked.slice(0, 3))).toEqual([answered, answered, answered]);
    expect(await ask("echo")).toEqual(answered);
  });

  it("fails where its file is not there, and does not throw", async () => {
    const failures: string[] = [];
    const missing = new Analyst({
      file: join(folder, "nothing.mjs"),
      limitMilliseconds: 60_000,
      heapMegabytes: 32,
      mostWaiting: 1,
      onFailure: (text) => failures.push(text),
    });
    expect(await missing.ask("meaning", serialize({}))).toEqual({ ok: false, why: "failed" });
    expect(failures.join()).toContain("nothing.mjs");
  });
});
