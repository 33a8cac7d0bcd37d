import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { queuedApply } from "@/lib/core/rollout/apply-state";
import { step } from "@/lib/core/rollout/machine";
import { hostSays, newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { parseAnswer } from "./parse-answer";

const obstacle = debianRigObstacle();

describe.skipIf(obstacle !== null)(
  `rules that nobody confirmed${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  () => {
    const given = useBootedHost();
    const outside = () => [given.host.machine.outside4, given.host.machine.outside6] as const;
    const web = () => roleTexts("public-web-server", { admin: outside() });
    const mail = () => roleTexts("mail-server", { admin: outside() });

    /** Restarts the host in the middle of an apply, and tells what the panel makes of its answer. */
    async function restartWhileArmed(hard: boolean) {
      const { host } = given;
      const id = newId();
      const { answers } = parseAnswer((await host.apply(id, mail())).stdout);
      const [armed] = answers;
      expect(answers.map(({ kind }) => kind)).toEqual(["armed", "applied"]);
      await host.machine.reboot({ hard });
      const bootId = armed?.kind === "armed" ? armed.bootId : null;
      const answer = await host.status(id);
      const { state } = step(
        { ...queuedApply("proven"), phase: "applied", attempting: "status", bootId },
        { type: "answered", answer, at: 0 },
      );
      const late = outcome((await host.confirm(id)).stdout);
      return { ended: `${state.phase} ${state.reason}`, late };
    }

    test.each([{ hard: false }, { hard: true }])(
      "a restart while the first apply is armed (power cut: $hard) leaves no rule of ours, and is told as lost",
      async ({ hard }) => {
        const { host } = given;
        expect(await restartWhileArmed(hard)).toEqual({
          ended: "rolled_back lost-by-reboot",
          late: "failed unknown-id",
        });
        expect(host.tables()).not.toContain("SEKISHO");
        expect(host.console(hostSays.timers)).toBe("");
      },
    );

    test("rolling back a first apply takes chains and jumps away and leaves the rules of others", async () => {
      const { host } = given;
      host.console("iptables -A INPUT -s 203.0.113.99 -j DROP; ip6tables -A OUTPUT -d 2001:db8::99 -j DROP");
      const before = host.tables();
      const id = newId();
      expect(outcome((await host.apply(id, web())).stdout)).toBe("applied");
      expect(host.tables()).toContain("-j SEKISHO-IN");
      expect(outcome((await host.cancel(id)).stdout)).toBe("rolled-back cancelled");
      expect(host.tables()).toBe(before);
      host.console("iptables -F INPUT; ip6tables -F OUTPUT");
    });

    test.each([{ hard: false }, { hard: true }])(
      "a restart while armed (power cut: $hard) brings back what was confirmed last, and is told as lost",
      async ({ hard }) => {
        const { host } = given;
        await host.keep(web());
        const before = host.tables();
        expect(await restartWhileArmed(hard)).toEqual({
          ended: "rolled_back lost-by-reboot",
          late: "failed unknown-id",
        });
        expect(host.tables()).toBe(before);
        expect(host.console(hostSays.timers)).toBe("");
      },
    );

    describe.each([
      { shut: "IPv4", over4: false, over6: true },
      { shut: "IPv6", over4: true, over6: false },
      { shut: "both families", over4: false, over6: false },
    ])("rules that shut SSH out over $shut", ({ over4, over6 }) => {
      test("keep new logins out until the host, alone, brings back exactly the old ones", async () => {
        const { host } = given;
        const [outside4, outside6] = outside();
        await host.keep(web());
        expect([await host.letsIn(4), await host.letsIn(6)]).toEqual([true, true]);
        const before = host.tables();
        const id = newId();
        const admin = [over4 ? outside4 : "192.0.2.1", over6 ? outside6 : "2001:db8::1"];
        const locking = roleTexts("mail-server", { admin });
        const { answers } = parseAnswer((await host.apply(id, { ...locking, timeout: 4 })).stdout);
        expect(answers.map(({ kind }) => kind)).toEqual(["armed", "applied"]);
        expect(host.live(4)).toBe(locking.rules4);
        expect(host.live(6)).toBe(locking.rules6);
        expect(await Promise.all([host.letsIn(4), host.letsIn(6)])).toEqual([over4, over6]);

        await host.until(hostSays.ended(id));
        expect(host.tables()).toBe(before);
        expect(await Promise.all([host.letsIn(4), host.letsIn(6)])).toEqual([true, true]);
        expect(await host.status(id)).toMatchObject({ state: "rolled-back", reason: "expired", timers: 0 });
        expect(outcome((await host.confirm(id)).stdout)).toBe("rolled-back expired");
        expect(host.console(hostSays.timers)).toBe("");
        await host.until(`! ${hostSays.units} | grep -q .`);
      });
    });
  },
);
