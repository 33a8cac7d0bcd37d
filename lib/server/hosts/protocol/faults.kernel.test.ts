import { describe, expect } from "vitest";
import {
  campaignTimeout,
  hostKinds,
  hostTest,
  lanes,
  rounds,
  seeded,
} from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
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
  versionText,
} from "@/lib/server/hosts/testing/kernel-calls";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";

/** Kills a call at a moment: the shell alone, as the kernel does when memory is short, or all of it. */
async function killAfter(host: KernelHost, script: string, milliseconds: number, what: "shell" | "all") {
  const { ended: end, kill } = host.start(script);
  const timer = setTimeout(() => kill(what), milliseconds);
  return end.finally(() => clearTimeout(timer));
}

describe.concurrent.each(hostKinds)("faults on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test.for(lanes)(
    "an apply that is killed at any moment ends with the old rules of both families (%s)",
    { timeout: campaignTimeout },
    async (lane, { host }) => {
      const random = seeded(7 * lane);
      await confirmed(host, 1);
      for (let run = 0; run < rounds(4, 100); run++) {
        const id = newId();
        await killAfter(
          host,
          applyScript(id, 2, { timeout: 4 }),
          20 + random() * 250,
          run % 3 === 0 ? "shell" : "all",
        );
        expect(await versions(host)).toMatch(/^[12]\/[12]$/);
        // Half of the time somebody asks at once, half of the time the timers are left alone with it.
        if (run % 2 === 0) await cancel(host, id);
        else {
          // Killed before its timers were armed, nothing is left that could end it: it must not have begun.
          const { state, timers: alive } = await status(host, id);
          if (state === "pending" && alive > 0) await ended(host, id);
        }
        expect(await versions(host)).toBe("1/1");
        expect(await timers(host)).toBe("");
      }
    },
  );

  test.for(lanes)(
    "a confirm that is killed at any moment is either all there or not at all (%s)",
    { timeout: campaignTimeout },
    async (lane, { host }) => {
      const random = seeded(11 * lane);
      await confirmed(host, 1);
      let last = "1/1";
      for (let run = 0; run < rounds(4, 100); run++) {
        const version = run + 2;
        const id = newId();
        expect(outcome(await apply(host, id, version))).toBe("applied");
        await killAfter(host, confirmScript(id), 5 + random() * 120, run % 3 === 0 ? "shell" : "all");
        const end = outcome(await cancel(host, id));
        if (end === "confirmed") last = `${version}/${version}`;
        else expect(end).toBe("rolled-back cancelled");
        expect(await versions(host)).toBe(last);
        const stored = await host.sh(
          "cat /var/lib/sekisho/rules.v4; echo ==6; cat /var/lib/sekisho/rules.v6",
        );
        for (const text of stored.stdout.split("==6\n")) expect(text).toContain(`"v${last.split("/")[0]} 0"`);
        expect((await host.sh("ls /var/lib/sekisho")).stdout).not.toContain(".next.");
        expect(await timers(host)).toBe("");
      }
    },
  );

  test("a state directory from which nothing can be run holds an apply as well as any", async ({ host }) => {
    await host.sh("mount -o remount,noexec /run");
    await confirmed(host, 1);
    const id = newId();
    expect(outcome(await apply(host, id, 2, { timeout: 3 }))).toBe("applied");
    await ended(host, id);
    expect(await versions(host)).toBe("1/1");
  });

  test("a state directory that is wiped or full while pending does not keep the old rules away", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const wiped = await applied(host, 2, { timeout: 4 });
    await host.sh("rm -rf /run/sekisho");
    expect(outcome(await confirm(host, wiped))).toBe("failed unknown-id");
    await ended(host, wiped);
    expect(await versions(host)).toBe("1/1");
    expect(await status(host, wiped)).toMatchObject({ state: "rolled-back" });

    const full = await applied(host, 3, { timeout: 4 });
    await host.sh("cat /dev/zero >/run/filler 2>/dev/null");
    await ended(host, full);
    expect(await versions(host)).toBe("1/1");
    await host.sh("rm /run/filler");
  });

  test("a full or unwritable state directory stops an apply before a rule changes", async ({ host }) => {
    await host.sh("cat /dev/zero >/run/filler 2>/dev/null");
    expect(outcome(await apply(host, newId(), 1))).toBe("failed state-directory");
    expect(await versions(host)).toBe("none/none");
    expect(await timers(host)).toBe("");
    await host.sh("rm /run/filler; mount -o remount,ro /run");
    expect(outcome(await apply(host, newId(), 1))).toBe("failed state-directory");
    expect(await versions(host)).toBe("none/none");
  });

  test("a disk that is full at the confirm keeps what was confirmed before, and the apply can be undone", async ({
    host,
  }) => {
    await confirmed(host, 1);
    await host.sh(
      "cp -a /var/lib/sekisho /tmp/kept.$$ && mount -t tmpfs -o size=64k tmpfs /var/lib/sekisho && " +
        "cp -a /tmp/kept.$$/. /var/lib/sekisho/ && rm -rf /tmp/kept.$$; cat /dev/zero >/var/lib/sekisho/filler 2>/dev/null",
    );
    const id = newId();
    await apply(host, id, 2, {
      rules4: versionText(2, { count: 200 }),
      rules6: versionText(2, { count: 200 }),
    });
    expect(outcome(await confirm(host, id))).toBe("failed disk");
    expect(await status(host, id)).toMatchObject({ state: "pending", timers: 2 });
    expect((await host.sh("cat /var/lib/sekisho/rules.v4")).stdout).toBe(versionText(1));
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await versions(host)).toBe("1/1");
  });
});
