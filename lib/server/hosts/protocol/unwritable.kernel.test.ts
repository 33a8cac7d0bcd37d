import { describe, expect, vi } from "vitest";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  cancel,
  confirm,
  confirmed,
  confirmScript,
  ended,
  killTimers,
  newId,
  outcome,
  replaceProgram,
  status,
  timers,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";

/** Makes the file system of the state directory read-only, as soon as nobody has a file of it open for writing. */
async function makeReadOnly(host: KernelHost): Promise<void> {
  const remount =
    "i=0; until mount -o remount,ro /run 2>/dev/null; do i=$((i+1)); [ $i -lt 200 ] || exit 1; sleep 0.01; done";
  expect((await host.sh(remount)).code).toBe(0);
}

const makeWritable = (host: KernelHost) => host.sh("mount -o remount,rw /run");

/** Waits until something holds, for half a minute at most. */
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 100 });

/** Waits until the host holds a version of the rules. */
const holds = (host: KernelHost, version: string) =>
  until(async () => expect(await versions(host)).toBe(version));

/** Nothing of a finished apply runs, or lies about but its outcome. */
async function tidy(host: KernelHost): Promise<void> {
  await until(async () => expect(await timers(host)).toBe(""));
  const files = (await host.sh("ls /run/sekisho")).stdout.split("\n");
  expect(files.filter((name) => /^(claim|pending|old|armed|lock\.)/.test(name))).toEqual([]);
}

describe.concurrent.each(hostKinds)("a directory that cannot be written on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test.for([["main"], ["guard"]] as const)(
    "at the deadline does not keep the old rules away; who brought them records it as soon as that is possible (%s)",
    async ([slot], { host }) => {
      await confirmed(host, 1);
      const id = await applied(host, 2, { timeout: 3 });
      await killTimers(host, id, [slot === "main" ? "guard" : "main"]);
      await makeReadOnly(host);
      await holds(host, "1/1");
      expect(await status(host, id)).toMatchObject({ state: "pending" });
      expect(outcome(await confirm(host, id))).toBe("failed state-directory");
      await makeWritable(host);
      await ended(host, id);
      expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "expired" });
      await tidy(host);
    },
  );

  test("while the old rules come back leaves the record to a later try", async ({ host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2, { timeout: 3 });
    // The last program of a rollback; where flock holds the lock's file open, nobody can do this meanwhile.
    await replaceProgram(
      host,
      "ip6tables-restore",
      '"$real" "$@"; code=$?; mount -o remount,ro /run 2>/dev/null && : >/var/lib/was-read-only; exit $code',
    );
    await holds(host, "1/1");
    if (kind.shell === "busybox") {
      await until(async () => expect((await host.sh("ls /var/lib")).stdout).toContain("was-read-only"));
      expect(await status(host, id)).toMatchObject({ state: "rolling-back" });
    }
    await makeWritable(host);
    await ended(host, id);
    expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "expired" });
    await tidy(host);
  });

  test("and a claim whose owner is dead are finished by the next call that changes anything", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await killTimers(host, id, ["main", "guard"]);
    await host.sh(`mv /run/sekisho/pending.${id} /run/sekisho/claim.rollback.${id}`);
    expect(await status(host, id)).toMatchObject({ state: "rolling-back", timers: 0 });
    expect(outcome(await cancel(host, id))).toBe("rolled-back expired");
    expect(await versions(host)).toBe("1/1");
  });
});

describe.concurrent.each(hostKinds)("a power cut in a confirm on $backend, $shell", (kind) => {
  const test = hostTest(kind);
  const stored = async (host: KernelHost) =>
    (await host.sh("cd /var/lib/sekisho && ls && grep -ho '\"v[0-9]* 0\"' rules.v4 rules.v6")).stdout;

  test("before it counted leaves nothing that outlives the next call", async ({ host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await replaceProgram(
      host,
      "sync",
      'if [ -e /run/cut ]; then kill -9 "$PPID"; exit; fi; exec "$real" "$@"',
    );
    await host.sh(": >/run/cut");
    await host.call(confirmScript(id));
    await host.reboot();
    expect(await stored(host)).toContain(`rules.v4.next.${id}`);
    await confirmed(host, 3);
    expect(await stored(host)).not.toContain(".next.");
    expect(await stored(host)).toMatch(/"v3 0"\n"v3 0"/);
  });

  test("after it counted is finished by the next call where no start script does it", async ({ host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await replaceProgram(
      host,
      "mv",
      'case $2 in */rules.v4) [ ! -e /run/cut ] || { kill -9 "$PPID"; exit; } ;; esac; exec "$real" "$@"',
    );
    await host.sh(": >/run/cut");
    await host.call(confirmScript(id));
    await host.reboot();
    expect(await stored(host)).toMatch(/"v1 0"\n"v1 0"/);
    expect(await status(host, id)).toMatchObject({ state: "confirmed" });
    await cancel(host, newId());
    expect(await stored(host)).not.toContain(".next.");
    expect(await stored(host)).toMatch(/"v2 0"\n"v2 0"/);
  });
});
