import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { type BootedHost, newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
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

/** All rules of others on the host, in their order. */
const theirs = (host: BootedHost) =>
  host
    .console(
      "for program in iptables ip6tables; do $program-save; $program -S INPUT; done; nft list table inet filter; :",
    )
    .split("\n")
    .filter((line) => line !== "" && !/^(#|[*]|COMMIT|:\w+ ACCEPT|-P)|SEKISHO/.test(line))
    .map((line) => line.replace(/ \[\d+:\d+\]$/, "").replace(/counter packets \d+ bytes \d+ /, ""))
    .join("\n");

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
      const before = theirs(host);
      expect(before).toMatch(own);
      await host.keep(web);
      expect(theirs(host)).toBe(before);
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

describe.skipIf(obstacle !== null)(
  `a host where firewalld runs${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  () => {
    const given = useBootedHost(["firewalld"], (host) => {
      host.console("systemctl enable -q --now firewalld");
    });

    // firewalld empties every table of iptables whenever it starts or loads anew, also where its own rules are nftables'.
    test("is told in the facts; what it wipes is told as drift and never kept; switched off, the rules hold", async () => {
      const { host } = given;
      const admin = [host.machine.outside4, host.machine.outside6];
      const web = roleTexts("public-web-server", { admin });
      expect((await host.facts()).managers).toContainEqual({ name: "firewalld", state: "active" });
      await host.keep(web);
      const id = newId();
      expect(outcome((await host.apply(id, roleTexts("mail-server", { admin }))).stdout)).toBe("applied");
      host.console("firewall-cmd -q --reload");
      expect(host.tables()).not.toContain("SEKISHO");
      expect(outcome((await host.confirm(id)).stdout)).toBe("failed drift");
      expect(outcome((await host.cancel(id)).stdout)).toBe("rolled-back cancelled");
      expect(host.live(4)).toBe(web.rules4);

      host.console("systemctl disable -q --now firewalld");
      expect((await host.facts()).managers).toContainEqual({ name: "firewalld", state: "installed" });
      await host.machine.reboot();
      expect(host.live(4)).toBe(web.rules4);
      expect(host.live(6)).toBe(web.rules6);
      expect(host.tables().match(/^-A \w+ -j SEKISHO-/gm)).toHaveLength(6);
    });
  },
);
