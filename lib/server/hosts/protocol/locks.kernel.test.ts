import { describe, expect } from "vitest";
import { campaign, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
  cancel,
  confirm,
  confirmed,
  confirmScript,
  ended,
  live,
  newId,
  outcome,
  timers,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import { freshConnection, type KernelHost } from "@/lib/server/hosts/testing/kernel-host";

/** Runs a command that holds something until it is let go; answers when it holds it, with what lets go. */
async function hold(host: KernelHost, command: string): Promise<() => Promise<unknown>> {
  const over = host.sh(command);
  await host.sh("until [ -e /run/held ]; do sleep 0.01; done; rm /run/held");
  return async () => {
    await host.sh(": >/run/free");
    return over;
  };
}
const untilFree = "until [ -e /run/free ]; do sleep 0.05; done";
const holdFile = (file: string) =>
  `exec 8>>${file}; perl -e 'open(F, ">&=8"); flock(F, 2); open(G, ">/run/held"); close(G); select(undef, undef, undef, 0.05) until -e "/run/free"'`;

describe.concurrent.each(hostKinds)("locks on $backend, $shell", (kind) => {
  const test = hostTest(kind);
  const waits = kind.backend === "legacy";

  test("the programs' lock held for a second is waited for", async ({ host }) => {
    await confirmed(host, 1);
    const free = await hold(host, holdFile("/run/xtables.lock"));
    const id = newId();
    const answer = apply(host, id, 2);
    await host.sh("sleep 1");
    await free();
    expect(outcome(await answer)).toBe("applied");
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect(await versions(host)).toBe("2/2");
  });

  test("the programs' lock held for longer stops an apply before a rule changes, where the programs heed it", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const before = await live(host);
    const free = await hold(host, holdFile("/run/xtables.lock"));
    const id = newId();
    expect(outcome(await apply(host, id, 2))).toBe(waits ? "failed lock" : "applied");
    if (!waits) expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await live(host)).toBe(before);
    expect(await timers(host)).toBe("");
    await free();
    await confirmed(host, 3);
  });

  test("with the programs' lock held across the deadline, the old rules come as soon as it is free", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2, { timeout: 4 });
    const free = await hold(host, holdFile("/run/xtables.lock"));
    await host.sh("sleep 6");
    await free();
    await ended(host, id);
    expect(await versions(host)).toBe("1/1");
  });

  test("a call that holds our lock and hangs keeps other calls away, and not the old rules", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const pending = await applied(host, 2, { timeout: 3 });
    const link = `ln -s "$$-$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)" /run/sekisho/lock.link`;
    const free = await hold(
      host,
      kind.shell === "dash"
        ? holdFile("/run/sekisho/lock")
        : `${link}; : >/run/held; ${untilFree}; rm /run/sekisho/lock.link`,
    );
    const others = await Promise.all([apply(host, newId(), 3), confirm(host, pending)]);
    expect(others.map(outcome)).toEqual(["failed lock", "failed lock"]);
    // The timer goes on without the lock after 30 s; that long only where there is time for it.
    if (campaign > 0) await ended(host, pending, 60);
    await free();
    await ended(host, pending);
    expect(await versions(host)).toBe("1/1");
  }, 90_000);

  test("a call whose connection is gone when it answers leaves no lock behind", async ({ host }) => {
    const id = await applied(host, 1);
    // The first line that a call prints is empty; who listened goes after it.
    await host.sh(`sh -s -- '${freshConnection()}' whole | head -n 1`, confirmScript(id));
    expect(await versions(host)).toBe("1/1");
    const files = (await host.sh("ls /run/sekisho")).stdout.split("\n");
    expect(files).toContain(`done.confirm.${id}`);
    expect(files).not.toContain("lock.link");
  });

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
