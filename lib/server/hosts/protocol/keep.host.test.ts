import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { hostSays, newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { parseAnswer } from "./parse-answer";

const obstacle = debianRigObstacle();

/** systemd's own record of when something happened, in microseconds since boot. */
const moments = `for pair in firewall:sekisho-firewall.service:ActiveEnterTimestampMonotonic \
  before:network-pre.target:ActiveEnterTimestampMonotonic cable:systemd-networkd.service:ExecMainStartTimestampMonotonic \
  sshd:ssh.service:ExecMainStartTimestampMonotonic
do rest=\${pair#*:}; echo "\${pair%%:*} $(systemctl show --value -p "\${rest#*:}" "\${rest%%:*}")"; done`;

describe.skipIf(obstacle !== null)(
  `confirmed rules on Debian${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  () => {
    const given = useBootedHost();
    const web = () =>
      roleTexts("public-web-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });
    const mail = () =>
      roleTexts("mail-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });

    test("apply, then confirm over a fresh connection: both families live, boot unit in order, nothing armed", async () => {
      const { host } = given;
      const { rules4, rules6 } = web();
      const id = newId();
      const session = await host.open();
      try {
        const { answers } = parseAnswer((await host.run(session, host.applyScript(id, web()))).stdout);
        expect(answers).toMatchObject([{ kind: "armed", main: "service" }, { kind: "applied" }]);
        // The connection that loaded the rules is an established flow: it proves nothing.
        expect(await host.status(id)).toMatchObject({ state: "pending", loaded: true, timers: 2 });
      } finally {
        session.close();
      }
      expect(parseAnswer((await host.confirm(id)).stdout).answers).toEqual([
        { kind: "confirmed", id, boot: "unit", again: false },
      ]);
      expect(host.live(4)).toBe(rules4);
      expect(host.live(6)).toBe(rules6);
      expect(host.tables().match(/^-A (INPUT|FORWARD|OUTPUT) .*$/gm)).toEqual([
        "-A INPUT -j SEKISHO-IN",
        "-A FORWARD -j SEKISHO-FWD",
        "-A OUTPUT -j SEKISHO-OUT",
        "-A INPUT -j SEKISHO-IN",
        "-A FORWARD -j SEKISHO-FWD",
        "-A OUTPUT -j SEKISHO-OUT",
      ]);
      expect(host.console("cat /var/lib/sekisho/rules.v4")).toBe(rules4);
      expect(host.console("cat /var/lib/sekisho/rules.v6")).toBe(rules6);
      expect(host.console(hostSays.timers)).toBe("");
      await host.until(`! ${hostSays.units} | grep -q .`);
      // systemd reads the new unit a moment after the answer.
      await host.until("systemctl show -p LoadState --value sekisho-firewall.service | grep -qx loaded");
      expect(host.console("systemctl is-enabled sekisho-firewall.service")).toBe("enabled\n");
      const shown = host.console(
        "systemctl show -p DefaultDependencies,After,Before,Wants,RequiresMountsFor sekisho-firewall.service",
      );
      expect(shown).toMatch(/^DefaultDependencies=no$/m);
      expect(shown).toMatch(/^Before=.*\bnetwork-pre\.target\b/m);
      expect(shown).toMatch(/^Wants=.*\bnetwork-pre\.target\b/m);
      for (const unit of [
        "local-fs.target",
        "nftables.service",
        "netfilter-persistent.service",
        "ufw.service",
      ]) {
        expect(shown.match(/^After=(.*)$/m)?.[1]?.split(" ")).toContain(unit);
      }
    });

    test.each([{ hard: false }, { hard: true }])(
      "a restart (power cut: $hard) loads what was confirmed before the network is up, and nothing else",
      async (options) => {
        const { host } = given;
        const id = await host.keep(web());
        const before = await host.status(id);
        host.console(
          "iptables -A INPUT -s 203.0.113.99 -j DROP; ip6tables -A INPUT -s 2001:db8::99 -j DROP; sync",
        );
        await host.machine.reboot(options);
        // The first login that sshd takes meets the rules.
        const after = await host.status(id);
        expect(after.bootId).not.toBe(before.bootId);
        expect(after.state).toBe("confirmed");
        expect(after.texts.owned4).toBe(before.texts.owned4);
        expect(after.texts.owned6).toBe(before.texts.owned6);
        expect(after.texts["boot-fault"]).toBeUndefined();
        expect(host.live(4)).toBe(web().rules4);
        expect(host.live(6)).toBe(web().rules6);
        expect(host.tables()).not.toMatch(/203\.0\.113\.99|2001:db8::99/);

        const at = Object.fromEntries(
          [...host.console(moments).matchAll(/^(\w+) (\d+)$/gm)].map(([, name, time]) => [
            name,
            Number(time),
          ]),
        );
        expect(at.firewall).toBeGreaterThan(0);
        expect(at.firewall).toBeLessThanOrEqual(at.before ?? 0);
        expect(at.before).toBeLessThanOrEqual(at.cable ?? 0);
        expect(at.before).toBeLessThanOrEqual(at.sshd ?? 0);
      },
    );

    test("what was confirmed last is what a restart loads; a pending apply does not reach the disk", async () => {
      const { host } = given;
      await host.keep(web());
      await host.keep(mail());
      expect(outcome((await host.apply(newId(), web())).stdout)).toBe("applied");
      await host.machine.reboot();
      expect(host.live(4)).toBe(mail().rules4);
      expect(host.live(6)).toBe(mail().rules6);
    });

    test("a power cut between the renames of a confirm never parts the families", async () => {
      const { host } = given;
      await host.keep(web());
      host.console("cp /var/lib/sekisho/rules.v6 /root/before.v6");
      const id = await host.keep(mail());
      host.console(`cd /var/lib/sekisho && mv rules.v6 rules.v6.next.${id} && mv /root/before.v6 rules.v6`);
      await host.machine.reboot({ hard: true });
      expect(host.live(4)).toBe(mail().rules4);
      expect(host.live(6)).toBe(mail().rules6);
      expect(await host.status(id)).toMatchObject({ state: "confirmed" });
    });
  },
);
