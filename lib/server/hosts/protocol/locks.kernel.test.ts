import { describe, expect } from "vitest";
import { campaign, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  apply,
  cancel,
  confirm,
  confirmed,
  ended,
  live,
  newId,
  outcome,
  timers,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";

/** Holds a lock file for a time; resolves when it is held, to what ends when it is free again. */
async function hold(
  host: KernelHost,
  file: string,
  seconds: number,
): Promise<{ readonly free: Promise<unknown> }> {
  const free = host.sh(
    `exec 8>>${file}; perl -e 'open(F,">&=8"); flock(F,2); open(G, ">/run/held"); close(G); sleep ${seconds}'`,
  );
  await host.sh("until [ -e /run/held ]; do sleep 0.01; done; rm /run/held");
  return { free };
}

describe.concurrent.each(hostKinds)("locks on $backend, $shell", (kind) => {
  const test = hostTest(kind);
  const waits = kind.backend === "legacy";

  test("the programs' lock held for a second is waited for", async ({ host }) => {
    await confirmed(host, 1);
    const { free } = await hold(host, "/run/xtables.lock", 1);
    const id = newId();
    expect(outcome(await apply(host, id, 2))).toBe("applied");
    await free;
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect(await versions(host)).toBe("2/2");
  });

  test("the programs' lock held for longer stops an apply before a rule changes, where the programs heed it", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const before = await live(host);
    const { free } = await hold(host, "/run/xtables.lock", campaign > 0 ? 20 : 8);
    const id = newId();
    expect(outcome(await apply(host, id, 2))).toBe(waits ? "failed lock" : "applied");
    if (!waits) expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await live(host)).toBe(before);
    expect(await timers(host)).toBe("");
    await free;
    await confirmed(host, 3);
  });

  test("with the programs' lock held across the deadline, the old rules come as soon as it is free", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = newId();
    await apply(host, id, 2, { timeout: 4 });
    const { free } = await hold(host, "/run/xtables.lock", 6);
    await ended(host, id);
    await free;
    expect(await versions(host)).toBe("1/1");
  });

  test("a call that holds our lock and hangs keeps other calls away, and not the old rules", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const pending = newId();
    await apply(host, pending, 2, { timeout: 3 });
    // The timer goes on without the lock after 30 s; that long only where there is time for it.
    const seconds = campaign > 0 ? 45 : 13;
    const link = `ln -s "$$-$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)" /run/sekisho/lock.link`;
    const held =
      kind.shell === "dash"
        ? (await hold(host, "/run/sekisho/lock", seconds)).free
        : host.sh(`${link}; sleep ${seconds}; rm /run/sekisho/lock.link`);
    if (kind.shell === "busybox") await host.sh("until [ -h /run/sekisho/lock.link ]; do sleep 0.01; done");
    const others = await Promise.all([apply(host, newId(), 3), confirm(host, pending)]);
    expect(others.map(outcome)).toEqual(["failed lock", "failed lock"]);
    await held;
    await ended(host, pending);
    expect(await versions(host)).toBe("1/1");
  }, 90_000);

  test("a lock whose holder is gone is taken over, also when nobody asked for its end", async ({ host }) => {
    await host.sh("mkdir -p /run/sekisho; ln -s 999999-1 /run/sekisho/lock.link");
    await confirmed(host, 1);
    // A process that ended and is the child of one that does not wait for it.
    const left = await host.sh(
      `sh -c 'sh -c "echo \\$\\$ >/run/dead" & exec sleep 60' >/dev/null 2>&1 & sleep 0.3
       read -r pid </run/dead; grep -o ') Z' /proc/$pid/stat
       ln -sf "$pid-$(sed 's/.*) //' /proc/$pid/stat | cut -d' ' -f20)" /run/sekisho/lock.link`,
    );
    expect(left.stdout).toBe(") Z\n");
    await confirmed(host, 2);
    expect(await versions(host)).toBe("2/2");
  });
});
