import { Worker } from "node:worker_threads";
import { afterEach, expect, it, vi } from "vitest";
import type { MeaningAsk } from "@/lib/core/meaning/read-sides";
import { readMeaning } from "@/lib/core/meaning/read-sides";
import { parseAddress } from "@/lib/core/net/address";
import { analyse } from "./analyse";
import { Analyst } from "./analyst";
import { warmUp } from "./warm-up";

const tables = (rules: string) =>
  `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}COMMIT\n`;

function ask(port: number): MeaningAsk {
  const address = parseAddress("198.51.100.7");
  if (address === null) throw new Error("unread");
  const before = { live: tables(""), chains: null };
  const after = {
    live: tables(`-A INPUT -s 192.0.2.0/27 -p tcp -m tcp --dport ${port} -j ACCEPT\n`),
    chains: null,
  };
  const host = { addresses: [{ interface: "eth0", address, length: 24 }], routes: null, forwarding: false };
  return {
    sides: { 4: { before, after, host }, 6: null },
    names: { networks: [{ name: "office", entries: ["192.0.2.0/27"] }], services: [], panel: null },
  };
}

afterEach(() => vi.restoreAllMocks());

it("answers in its thread exactly what the core answers here, bigints and all", async () => {
  const answered = await analyse("meaning", ask(5432));
  expect(answered).toEqual({ ok: true, answer: readMeaning(ask(5432)) });
  expect(answered.ok && answered.answer.rows[0]?.sources.terms).toEqual([
    { kind: "network", name: "office" },
  ]);
});

it("computes the same question once, also while it is worked on", async () => {
  const asked = vi.spyOn(Analyst.prototype, "ask");
  const [one, two] = await Promise.all([analyse("meaning", ask(8080)), analyse("meaning", ask(8080))]);
  const three = await analyse("meaning", ask(8080));
  expect(asked).toHaveBeenCalledTimes(1);
  expect([two, three]).toEqual([one, one]);
  await analyse("meaning", ask(8081));
  expect(asked).toHaveBeenCalledTimes(2);
});

it("keeps no failure: the next one who asks gets an answer", async () => {
  const asked = vi.spyOn(Analyst.prototype, "ask").mockResolvedValueOnce({ ok: false, why: "too-long" });
  expect(await analyse("meaning", ask(9000))).toEqual({ ok: false, why: "too-long" });
  expect(await analyse("meaning", ask(9000))).toMatchObject({ ok: true });
  expect(asked).toHaveBeenCalledTimes(2);
});

it("is warm before the first question, and says so", async () => {
  const asked = vi.spyOn(Analyst.prototype, "ask");
  expect(await warmUp()).toBe(true);
  expect(asked.mock.calls.map(([kind]) => kind)).toEqual(["meaning"]);
});

it("has no answer where its thread is killed in the middle, and answers the next one with another thread", async () => {
  const started = vi.spyOn(Worker.prototype, "postMessage");
  const killed = analyse("meaning", ask(9100));
  const [thread] = started.mock.contexts as Worker[];
  const threadId = thread?.threadId;
  await thread?.terminate();
  expect(await killed).toEqual({ ok: false, why: "failed" });
  expect(await analyse("meaning", ask(9100))).toMatchObject({ ok: true });
  expect((started.mock.contexts.at(-1) as Worker).threadId).not.toBe(threadId);
});
