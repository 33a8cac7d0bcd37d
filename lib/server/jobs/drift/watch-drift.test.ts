import { expect, it } from "vitest";
import type { Clock } from "../clock";
import { type DriftWatch, watchDrift } from "./watch-drift";

/** A clock that is moved on by hand. */
function handClock() {
  let now = 1_000_000;
  const waits: { until: number; done: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    steady: () => now,
    wait: (milliseconds, signal) =>
      new Promise((done) => {
        if (signal.aborted) return done();
        signal.addEventListener("abort", () => done());
        waits.push({ until: now + milliseconds, done });
      }),
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
    for (const { until, done } of waits.splice(0)) {
      if (until <= now) done();
      else waits.push({ until, done });
    }
  };
  return { clock, pass };
}

/** All that can happen without time passing has happened. */
const settled = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

function pretend(hosts: readonly string[]) {
  const due = new Set(hosts);
  const under = new Map<string, { end: () => void; fail: (error: Error) => void }>();
  const errors: unknown[] = [];
  let most = 0;
  let begun = 0;
  const { clock, pass } = handClock();
  const watch: DriftWatch = watchDrift({
    findDue: async () => [...due],
    look: (hostId) =>
      new Promise<void>((resolve, reject) => {
        const over = () => {
          under.delete(hostId);
          due.delete(hostId);
        };
        under.set(hostId, {
          end: () => {
            over();
            resolve();
          },
          fail: (error) => {
            over();
            reject(error);
          },
        });
        most = Math.max(most, under.size);
        begun++;
      }),
    clock,
    onError: (error, hostId) => errors.push([hostId, (error as Error).message]),
  });
  return { due, under, errors, pass, watch, most: () => most, begun: () => begun };
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `host-${at}`);

it("looks at every host that is due, a few at once, the next as soon as one is done", async () => {
  const { under, watch, most, due } = pretend(names(10));
  await settled();
  expect([...under.keys()]).toEqual(names(4));
  while (due.size > 0) {
    const [first] = under.values();
    if (first === undefined) throw new Error("nothing goes on");
    first.end();
    await settled();
  }
  expect(most()).toBe(4);
  await watch.stop();
});

it("looks at one host once at a time, and again when it is due again", async () => {
  const { under, watch, due, pass, begun } = pretend(["a"]);
  await settled();
  pass(15_000);
  await settled();
  expect(begun()).toBe(1);
  under.get("a")?.end();
  due.add("a");
  pass(15_000);
  await settled();
  expect(begun()).toBe(2);
  under.get("a")?.end();
  await watch.stop();
});

it("goes on after a look that fell over, and says which host it was", async () => {
  const { under, errors, watch, due, pass } = pretend(["a"]);
  await settled();
  under.get("a")?.fail(new Error("no disk"));
  due.add("b");
  await settled();
  pass(15_000);
  await settled();
  expect([...under.keys()]).toEqual(["b"]);
  expect(errors).toEqual([["a", "no disk"]]);
  under.get("b")?.end();
  await watch.stop();
});

it("begins nothing after it was stopped, and ends with the looks that are under way", async () => {
  const { under, watch, due, pass } = pretend(names(6));
  await settled();
  let ended = false;
  const stopped = watch.stop().then(() => {
    ended = true;
  });
  await settled();
  expect(ended).toBe(false);
  for (const one of [...under.values()]) one.end();
  pass(60_000);
  await stopped;
  expect([ended, under.size, due.size]).toEqual([true, 0, 2]);
});
