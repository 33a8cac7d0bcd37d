import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";

const obstacle = debianRigObstacle();

/** Other programs that load rules at boot; `own`: a line of the tables that shows that it did. */
const managers = [
  {
    name: "nftables",
    packages: [],
    // Debian's own nftables.conf begins with `flush ruleset`.
    enable: "systemctl enable -q --now nftables",
    shows: "nft list ruleset",
    own: /table inet filter/,
  },
  {
    name: "netfilter-persistent",
    packages: ["iptables-persistent"],
    enable:
      "systemctl enable -q --now netfilter-persistent; iptables -A INPUT -s 203.0.113.99 -j DROP; netfilter-persistent save",
    shows: "iptables -S INPUT",
    own: /-s 203\.0\.113\.99\/32 -j DROP/,
  },
  {
    name: "ufw",
    packages: ["ufw"],
    enable: "ufw allow 22/tcp; ufw --force enable; systemctl enable -q ufw",
    shows: "iptables -S INPUT; ip6tables -S INPUT",
    own: /-j ufw-before-input[\s\S]*-j ufw6-before-input/,
  },
] as const;

describe.skipIf(obstacle !== null).each(managers)(
  `a host where $name loads its rules at boot${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  ({ name, packages, enable, shows, own }) => {
    const given = useBootedHost(packages, (host) => {
      host.console(enable);
    });

    test("is told in the facts, and holds the confirmed rules after a restart, with its jumps once", async () => {
      const { host } = given;
      const admin = [host.machine.outside4, host.machine.outside6];
      const web = roleTexts("public-web-server", { admin });
      const mail = roleTexts("mail-server", { admin });
      expect((await host.facts()).managers).toContainEqual({ name, state: "active" });
      await host.keep(web);
      if (name === "netfilter-persistent") {
        // Somebody saves all live rules while others than the confirmed ones are on trial.
        const id = newId();
        expect(outcome((await host.apply(id, mail)).stdout)).toBe("applied");
        host.console("netfilter-persistent save");
        expect(outcome((await host.cancel(id)).stdout)).toBe("rolled-back cancelled");
      }
      await host.machine.reboot();
      expect(host.console(`systemctl show -p Result --value ${name}`)).toBe("success\n");
      expect(host.console(shows)).toMatch(own);
      expect(host.live(4)).toBe(web.rules4);
      expect(host.live(6)).toBe(web.rules6);
      for (const program of ["iptables", "ip6tables"]) {
        for (const [hook, chain] of [
          ["INPUT", "SEKISHO-IN"],
          ["OUTPUT", "SEKISHO-OUT"],
          ["FORWARD", "SEKISHO-FWD"],
        ]) {
          const jumps = host.console(`${program} -S ${hook}`).match(/^-A \S+ .*SEKISHO.*$/gm);
          expect(jumps).toEqual([`-A ${hook} -j ${chain}`]);
        }
      }
      expect(await host.letsIn(4)).toBe(true);
    });
  },
);
