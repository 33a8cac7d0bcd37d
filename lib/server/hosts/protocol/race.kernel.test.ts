import { describe, expect } from "vitest";
import {
  campaign,
  campaignTimeout,
  hostKinds,
  hostTest,
  lanes,
  rounds,
} from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
  confirm,
  confirmed,
  ended,
  newId,
  outcome,
  timers,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";

describe.concurrent.each(hostKinds)("races on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test.for(lanes)(
    "a confirm that meets the expiry: exactly one wins, and the answer says which rules are in force (%s)",
    { timeout: campaignTimeout },
    async (_lane, { host }) => {
      await confirmed(host, 1);
      let last = 1;
      const ends: string[] = [];
      // Each round aims closer to where the two really meet, which depends on the load of the machine.
      let aim = 2.85;
      let step = 0.1;
      for (let round = 0; round < rounds(4, 500); round++) {
        const version = round + 2;
        const id = newId();
        const answer = await apply(host, id, version, { timeout: 3 });
        const [armed] = answer.answers;
        if (armed?.kind !== "armed") throw new Error(outcome(answer));
        const moment = armed.uptime + aim;
        await host.sh(
          `perl -e 'do { open F, "/proc/uptime"; ($u) = split " ", <F>; close F; select undef, undef, undef, 0.003 } until $u >= ${moment}'`,
        );
        const end = outcome(await confirm(host, id));
        await ended(host, id);
        ends.push(end);
        aim += end === "confirmed" ? step : -step;
        step = Math.max(step / 2, 0.005);
        if (end === "confirmed") last = version;
        else expect(end).toBe("rolled-back expired");
        expect(await versions(host)).toBe(`${last}/${last}`);
        expect((await host.sh("cat /var/lib/sekisho/rules.v6")).stdout).toContain(`"v${last} 0"`);
        expect(await timers(host)).toBe("");
      }
      if (campaign > 0) {
        console.info(
          `confirmed ${ends.filter((end) => end === "confirmed").length} of ${ends.length}, aim ${aim}`,
        );
        expect(new Set(ends).size).toBe(2);
      }
    },
  );

  test(
    "of two panels that apply at once exactly one goes through; the other is told to wait",
    async ({ host }) => {
      await confirmed(host, 1);
      for (let round = 0; round < Math.max(2, campaign); round++) {
        const ids = [newId(), newId()] as const;
        const answers = await Promise.all([apply(host, ids[0], 2), apply(host, ids[1], 3)]);
        const words = answers.map(outcome);
        expect([...words].sort()).toEqual(["applied", "busy"]);
        const winner = words.indexOf("applied");
        expect(await versions(host)).toBe(winner === 0 ? "2/2" : "3/3");
        expect(outcome(await confirm(host, ids[winner] ?? ""))).toBe("confirmed");
      }
    },
    campaignTimeout,
  );

  test("timers of one apply leave the next one alone", async ({ host }) => {
    await confirmed(host, 1);
    const first = await applied(host, 2, { timeout: 3 });
    expect(outcome(await confirm(host, first))).toBe("confirmed");
    const second = await applied(host, 3);
    await host.sh("sleep 3.5");
    expect(await versions(host)).toBe("3/3");
    expect(outcome(await confirm(host, second))).toBe("confirmed");
    await host.sh("sleep 7");
    expect(await versions(host)).toBe("3/3");
  });
});
