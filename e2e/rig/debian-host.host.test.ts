import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DebianHost, listens, raiseDebianHost } from "./debian-host";
import { debianRigObstacle } from "./debian-tree";

const obstacle = debianRigObstacle();

describe.skipIf(obstacle !== null)(
  `a booted Debian container${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  () => {
    let host: DebianHost;

    beforeAll(async () => {
      host = await raiseDebianHost("ssh-ed25519 AAAA nobody");
    });
    afterAll(() => host?.stop());

    it("runs systemd as PID 1, and a sshd that can be reached", async () => {
      expect(host.console("cat /proc/1/comm").stdout.trim()).toBe("systemd");
      expect(await listens(host.address4, 22)).toBe(true);
    });

    it("keeps its rules apart from this machine's", () => {
      expect(host.console("iptables -A INPUT -s 203.0.113.99 -j DROP && iptables -S INPUT").stdout).toContain(
        "203.0.113.99",
      );
      expect(execFileSync("iptables-save", { encoding: "utf8" })).not.toContain("203.0.113.99");
    });

    it.each([{ hard: false }, { hard: true }])(
      "comes back from a reboot (hard: $hard) as another boot with empty tables and its files",
      async (options) => {
        const before = host.console(
          "cat /proc/sys/kernel/random/boot_id; echo kept > /var/lib/kept; sync",
        ).stdout;
        await host.reboot(options);
        expect(host.console("cat /proc/sys/kernel/random/boot_id").stdout).not.toBe(before);
        expect(host.console("iptables -S INPUT").stdout.trim()).toBe("-P INPUT ACCEPT");
        expect(host.console("cat /var/lib/kept").stdout.trim()).toBe("kept");
      },
    );

    it("has control groups of its own: what its systemd does to a service reaches no other container", () => {
      const init = execFileSync("pgrep", ["-f", `systemd-nspawn.*--machine=${host.name} `], {
        encoding: "utf8",
      });
      const group = readFileSync(`/proc/${init.trim().split("\n")[0]}/cgroup`, "utf8");
      expect(group).toMatch(new RegExp(`^0::/${host.name}/supervisor$`, "m"));
    });

    it("leaves nothing behind when it stops", async () => {
      const { name } = host;
      await host.stop();
      expect(readFileSync("/proc/net/dev", "utf8")).not.toContain(name);
      expect(execFileSync("find", ["/sys/fs/cgroup", "-name", name], { encoding: "utf8" })).toBe("");
    });
  },
);
