import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { emptyChains } from "@/lib/core/leave/nothing";
import { newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { buildConfirm, buildLeave, buildRehearse, buildStatus } from "./build";
import { parseAnswer } from "./parse-answer";
import { parseRehearsal } from "./parse-rehearsal";

const obstacle = debianRigObstacle();
const anyone = ["0.0.0.0/0", "::/0"];
const rules = roleTexts("public-web-server", { admin: anyone });
const minimal = roleTexts("blank", { admin: anyone });
const nothing = { rules4: emptyChains(4), rules6: emptyChains(6) };
const byId = (build: typeof buildLeave) => (id: string) => build({ id, endWord: newEndWord() });

describe.skipIf(obstacle !== null)(
  `starts and leaving where systemd runs${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  () => {
    const booted = useBootedHost();

    /** What bears our name: files, units that systemd knows, chains. */
    const traces = () =>
      booted.host.console(`
        find / -xdev -iname '*sekisho*' -not -path '/proc/*' -not -path '/sys/*' 2>/dev/null
        find /run -iname '*sekisho*' 2>/dev/null
        systemctl list-units --all --plain --no-legend '*sekisho*'
        systemctl list-unit-files --no-legend '*sekisho*'
        { iptables-save; ip6tables-save; } | grep SEKISHO; :`);
    const rehearse = async () => {
      const answer = parseRehearsal(
        (await booted.host.call(buildRehearse({ endWord: newEndWord() }))).stdout,
      );
      if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
      return answer.value;
    };

    test("a real restart does what the rehearsal said: the confirmed rules, or the minimal set for a damaged file; the unit is seen", async () => {
      const { host } = booted;
      const id = newId();
      expect(outcome((await host.apply(id, rules)).stdout)).toBe("applied");
      const confirmScript = buildConfirm({ id, endWord: newEndWord(), minimal });
      expect(outcome((await host.call(confirmScript)).stdout)).toBe("confirmed");
      expect(await rehearse()).toMatchObject({ word: "loaded", unit: "enabled", fault: "", storedId: id });
      await host.machine.reboot();
      expect([host.live(4), host.live(6)]).toEqual([rules.rules4, rules.rules6]);
      expect((await host.facts()).boot).toEqual({
        unit: "enabled",
        loaded: { ipv4: "rules", ipv6: "rules" },
      });

      host.console(": >/var/lib/sekisho/rules.v6");
      expect(await rehearse()).toMatchObject({ loaded: { ipv4: "rules", ipv6: "minimal" } });
      await host.machine.reboot();
      expect([host.live(4), host.live(6)]).toEqual([rules.rules4, minimal.rules6]);
      expect(await host.letsIn(6)).toBe(true);
      const facts = await host.facts();
      expect(facts.boot?.loaded).toEqual({ ipv4: "rules", ipv6: "minimal" });
      expect(facts.bootFault).toContain("IPv6");
      host.console("systemctl disable sekisho-firewall.service");
      expect(await rehearse()).toMatchObject({ unit: "disabled" });
      host.console("systemctl enable sekisho-firewall.service");
    });

    test("leaving takes the unit and every file along; nothing is left to systemd either, and a restart is clean", async () => {
      const { host } = booted;
      await host.keep(rules);
      const id = newId();
      expect(outcome((await host.apply(id, nothing)).stdout)).toBe("applied");
      expect(outcome((await host.call(byId(buildLeave)(id))).stdout)).toBe("gone");
      await host.until("! systemctl list-units --all --plain --no-legend '*sekisho*' | grep -q .");
      expect(traces()).toBe("");
      const status = buildStatus({ id, endWord: newEndWord(), leaving: true });
      expect(parseAnswer((await host.call(status)).stdout).answers).toMatchObject([{ state: "gone" }]);
      expect(traces()).toBe("");
      await host.machine.reboot();
      expect(traces()).toBe("");
      expect(host.console("systemctl --failed --plain --no-legend | grep -c sekisho; :").trim()).toBe("0");
      expect(await host.letsIn(4)).toBe(true);
    });

    test("a leave that dies right after it counts is finished by the restart", async () => {
      const { host } = booted;
      await host.keep(rules);
      const id = newId();
      expect(outcome((await host.apply(id, nothing)).stdout)).toBe("applied");
      const script = byId(buildLeave)(id);
      const step = "  take_away 4 || return 1\n";
      expect(script).toContain(step);
      await host.call(script.replace(step, () => "  kill -9 $$\n")).catch(() => undefined);
      expect(host.console("cat /var/lib/sekisho/leaving").trim()).toBe(id);
      await host.machine.reboot({ hard: true });
      // Systemd remembers the name until its next reload, and nothing else is there.
      await host.until("! systemctl list-units --plain --no-legend '*sekisho*' | grep -q .");
      expect(
        host.console(
          "find / -xdev -iname '*sekisho*' 2>/dev/null; { iptables-save; ip6tables-save; } | grep SEKISHO; :",
        ),
      ).toBe("");
      await host.machine.reboot();
      expect(traces()).toBe("");
    });
  },
);
