import { describe, expect } from "vitest";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  applyScript,
  cancel,
  confirm,
  confirmed,
  confirmScript,
  ended,
  newId,
  outcome,
  status,
  timers,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import { freshConnection, type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildCancel } from "./build";
import { parseAnswer } from "./parse-answer";

/** Runs a call whose answer is read up to a word, after which the line is dead: the next thing it says meets a closed pipe. */
async function runDeaf(host: KernelHost, script: string, upTo: string): Promise<void> {
  await host.sh("cat >/run/call", script);
  await host.sh(
    `sh -s -- '${freshConnection()}' </run/call | while read -r line; do case $line in *'${upTo}'*) break ;; esac; done`,
  );
}

describe.concurrent.each(hostKinds)("answers on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("the line dies as the timers report: nothing was loaded, STATUS says so, and it ends with the old rules", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = newId();
    await runDeaf(host, applyScript(id, 2, { timeout: 8 }), "ARMED");
    // The call may have got as far as loading before it had something to say to the dead line.
    const told = await status(host, id);
    expect(told).toMatchObject({ state: "pending", timers: 2 });
    if (told.loaded) expect(await versions(host)).toBe("2/2");
    await ended(host, id);
    expect(await versions(host)).toBe("1/1");
    expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "expired" });
  });

  test("the word that the rules are in force is lost: STATUS says it, and a confirm keeps them", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = newId();
    const whole = await host.call(applyScript(id, 2));
    for (let at = 0; at < whole.stdout.length - 1; at++)
      expect(outcome(parseAnswer(whole.stdout.slice(0, at)))).toBe("cut");
    expect(await status(host, id)).toMatchObject({ state: "pending", loaded: true });
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect(await versions(host)).toBe("2/2");
  });

  test("the answer to a confirm is lost, at its first word and as a whole: STATUS knows, and again does no harm", async ({
    host,
  }) => {
    for (const [version, upTo] of [
      [1, ""],
      [2, "CONFIRMED"],
    ] as const) {
      const id = await applied(host, version);
      await runDeaf(host, confirmScript(id), upTo);
      expect(await status(host, id)).toMatchObject({ state: "confirmed", timers: 0 });
      expect((await confirm(host, id)).answers).toMatchObject([{ kind: "confirmed", again: true }]);
      expect(await versions(host)).toBe(`${version}/${version}`);
    }
  });

  test("the answer to a cancel is lost: STATUS knows, and again does no harm", async ({ host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await runDeaf(host, buildCancel({ id, endWord: newEndWord() }), "");
    expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "cancelled", timers: 0 });
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await versions(host)).toBe("1/1");
  });

  test("calls for other applies get answers of their own and leave the pending one alone", async ({
    host,
  }) => {
    const kept = await confirmed(host, 1);
    const undone = await applied(host, 2);
    await cancel(host, undone);
    const pending = await applied(host, 3);
    expect(outcome(await confirm(host, newId()))).toBe("failed unknown-id");
    expect((await confirm(host, kept)).answers).toMatchObject([{ kind: "confirmed", id: kept, again: true }]);
    expect(outcome(await confirm(host, undone))).toBe("rolled-back cancelled");
    expect(outcome(await cancel(host, kept))).toBe("confirmed");
    expect(outcome(await cancel(host, undone))).toBe("rolled-back cancelled");
    expect(await status(host, pending)).toMatchObject({ state: "pending", loaded: true, timers: 2 });
    expect(await versions(host)).toBe("3/3");
    expect(outcome(await confirm(host, pending))).toBe("confirmed");
    expect(await timers(host)).toBe("");
  });
});
