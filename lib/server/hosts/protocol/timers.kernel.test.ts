import { describe, expect } from "vitest";
import {
  campaign,
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
  deadlineOf,
  ended,
  killTimers,
  live,
  newId,
  outcome,
  replaceProgram,
  status,
  timers,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";

describe.concurrent.each(hostKinds)("timers on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("the guard acts when the main timer is killed", async ({ host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2, { timeout: 4 });
    await killTimers(host, id, ["main"]);
    expect(await status(host, id)).toMatchObject({ state: "pending", timers: 1 });
    await ended(host, id);
    expect(await versions(host)).toBe("1/1");
  });

  test.for(lanes)(
    "a main timer that is killed around its moment, also in the middle of its work, leaves it to the guard (%s)",
    { timeout: campaignTimeout },
    async (lane, { host }) => {
      const random = seeded(13 * lane);
      await confirmed(host, 1);
      for (let round = 0; round < rounds(1, 100); round++) {
        const id = newId();
        const deadline = deadlineOf(await apply(host, id, 2, { timeout: 3 }));
        await killTimers(host, id, ["main"], deadline - 0.1 + random() * 0.4);
        await ended(host, id);
        expect(await versions(host)).toBe("1/1");
        expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "expired", timers: 0 });
        expect(await timers(host)).toBe("");
      }
    },
  );

  test("with both timers killed, the next contact of anybody rolls back at once, and it is told apart from a timer's work", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await killTimers(host, id, ["main", "guard"]);
    expect(await status(host, id)).toMatchObject({ state: "pending", timers: 0 });
    expect(await versions(host)).toBe("2/2");
    expect(outcome(await confirm(host, id))).toBe("rolled-back timers-lost");
    expect(await versions(host)).toBe("1/1");
  });

  test.for(lanes)(
    "with both timers killed around the moment of the first, the next contact leaves the old rules in both families (%s)",
    { timeout: campaignTimeout },
    async (lane, { host }) => {
      const random = seeded(17 * lane);
      await confirmed(host, 1);
      for (let round = 0; round < rounds(2, 100); round++) {
        const id = newId();
        const deadline = deadlineOf(await apply(host, id, 2, { timeout: 3 }));
        await killTimers(host, id, ["main", "guard"], deadline - 0.1 + random() * 0.4);
        expect(outcome(await cancel(host, id))).toMatch(/^rolled-back (expired|timers-lost)$/);
        expect(await versions(host)).toBe("1/1");
        expect(await timers(host)).toBe("");
      }
    },
  );

  test("timers that do not report that they are armed stop the apply before a rule changes", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const before = await live(host);
    await replaceProgram(host, "setsid", "exit 0");
    const id = newId();
    const answer = await apply(host, id, 2);
    expect(answer.answers).toMatchObject([{ kind: "failed", id, code: "not-armed" }]);
    expect(await live(host)).toBe(before);
    expect(await timers(host)).toBe("");
    expect(outcome(await confirm(host, id))).toBe("rolled-back load-failed");
    expect(await versions(host)).toBe("1/1");
  });

  test(
    "a rollback that the kernel refuses each time, 120 times, is told as failed, and hinders no later apply",
    async ({ host }) => {
      await confirmed(host, 1);
      const id = newId();
      // As often as the script says only where there is time for it.
      const tries = campaign > 0 ? 120 : 6;
      const script = applyScript(id, 2, { timeout: 3 });
      expect(script.split('roll_back "$id" 120')).toHaveLength(2);
      await host.call(script.replace('roll_back "$id" 120', `roll_back "$id" ${tries}`));
      // The pause between two tries is a second.
      await replaceProgram(host, "sleep", '[ "$1" != 1 ] || set -- 0.01; exec "$real" "$@"');
      await replaceProgram(
        host,
        "iptables-restore",
        'if [ -e /run/broken ]; then echo try >>/run/tries; exit 4; fi; exec "$real" "$@"',
      );
      await host.sh(": >/run/broken");
      await ended(host, id, campaign > 0 ? 300 : 30);
      // The guard joins in where that takes longer than it waits.
      expect(Number((await host.sh("grep -c try /run/tries")).stdout)).toBeGreaterThanOrEqual(tries);
      expect(await status(host, id)).toMatchObject({ state: "rollback-failed" });
      expect(outcome(await cancel(host, id))).toBe("rollback-failed");
      // What of it could be put back was put back.
      expect(await versions(host)).toBe("2/1");
      await host.sh("rm /run/broken");
      await confirmed(host, 3);
      expect(await versions(host)).toBe("3/3");
    },
    campaignTimeout,
  );
});
