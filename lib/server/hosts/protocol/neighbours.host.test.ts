import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";

const obstacle = debianRigObstacle();
const skipped = obstacle ? ` (skipped: ${obstacle})` : "";

describe.skipIf(obstacle !== null)(`fail2ban and Docker on one host${skipped}`, () => {
  const given = useBootedHost(
    ["fail2ban", "python3-systemd", "docker.io", "busybox-static"],
    async (host) => {
      // Debian's own setting wants a log file that a system with a journal alone does not have.
      host.console(`printf '[sshd]\\nenabled = true\\nbackend = systemd\\n' >/etc/fail2ban/jail.d/defaults-debian.conf
      systemctl restart fail2ban`);
      await host.until("fail2ban-client ping");
      await host.until("docker info >/dev/null");
      host.console(`mkdir -p /opt/box/bin && cp /bin/busybox /opt/box/bin/ && tar -C /opt/box -c . | docker import - box
      docker run -d --restart=always --stop-signal KILL -p 8080:80 box /bin/busybox sh -c 'echo from the container >/bin/index.html; exec /bin/busybox httpd -f -p 80 -h /bin'`);
    },
  );
  const outside = () => [given.host.machine.outside4, given.host.machine.outside6];
  /** A role's rules, with other ones for packets that pass through. */
  const passing = (role: "public-web-server" | "mail-server", forward: string) => {
    const { rules4, rules6 } = roleTexts(role, { admin: outside() });
    return {
      rules4: rules4.replace(/(-A SEKISHO-FWD .*\n)+/, `${forward}-A SEKISHO-FWD -j RETURN\n`),
      rules6,
    };
  };
  const web = () => passing("public-web-server", "");
  const mail = () => passing("mail-server", "");
  const shut = () =>
    passing("mail-server", "-A SEKISHO-FWD -p tcp -m conntrack --ctorigdstport 8080 -j DROP\n");

  /** What the published port of the container answers, over a new connection; null for silence. */
  const published = () =>
    new Promise<string | null>((resolve) => {
      const call = request({
        host: given.host.machine.address4,
        port: 8080,
        path: "/index.html",
        timeout: 4000,
      });
      call.on("response", (answer) =>
        answer.setEncoding("utf8").once("data", (text: string) => resolve(text.trim())),
      );
      call.on("timeout", () => call.destroy());
      call.on("error", () => resolve(null));
      call.end();
    });

  /** Every rule of others, in all tables and both families, in its order. */
  const theirs = () =>
    given.host
      .console("for program in iptables ip6tables; do $program-save; done")
      .split("\n")
      .filter((line) => /^(-A|:|\*)/.test(line) && !line.includes("SEKISHO"))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, ""));
  const input = (program: string) => given.host.console(`${program} -S INPUT`).match(/-j \S+$/gm);
  const ban = (address: string) => {
    given.host.console(`fail2ban-client set sshd banip ${address}`);
    return given.host.until(
      `iptables-save | grep -q 'f2b-sshd -s ${address}' || ip6tables-save | grep -q 'f2b-sshd -s ${address}'`,
    );
  };
  const unban = (address: string) => given.host.console(`fail2ban-client set sshd unbanip ${address}`);

  test("an apply is kept and another undone: no rule of theirs is lost, our jump stands behind the bans", async () => {
    const { host } = given;
    await ban("203.0.113.7");
    await ban("2001:db8::7");
    const before = theirs();
    expect(before).toContain("-A FORWARD -j DOCKER-USER");
    expect(before).toContain(
      "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
    );
    expect(await published()).toBe("from the container");
    await host.keep(web());
    expect(theirs()).toEqual(before);
    for (const program of ["iptables", "ip6tables"]) {
      expect(input(program)).toEqual(["-j f2b-sshd", "-j SEKISHO-IN"]);
    }
    expect(host.console("iptables -S DOCKER-USER")).toMatch(
      /^-A DOCKER-USER -j SEKISHO-FWD\n-A DOCKER-USER -j RETURN$/m,
    );
    expect(await published()).toBe("from the container");
    const id = newId();
    expect(outcome((await host.apply(id, mail())).stdout)).toBe("applied");
    await ban("203.0.113.8");
    unban("203.0.113.7");
    expect(outcome((await host.cancel(id)).stdout)).toBe("rolled-back cancelled");
    const after = theirs().join("\n");
    expect(after).toContain("203.0.113.8");
    expect(after).not.toContain("203.0.113.7");
    expect(await published()).toBe("from the container");
  });

  test("a ban bites though our rules let that source in, also one that comes after the apply", async () => {
    const { host } = given;
    await host.keep(web());
    expect(await host.letsIn(4)).toBe(true);
    await ban(host.machine.outside4);
    // fail2ban rejects: a new connection is refused at once.
    await expect(host.open()).rejects.toMatchObject({
      fault: { code: expect.stringMatching(/refused|unreachable/) },
    });
    unban(host.machine.outside4);
    expect(await host.letsIn(4)).toBe(true);
  });

  test("after a restart the confirmed rules are in force, the bans and the container's port too", async () => {
    const { host } = given;
    await host.keep(web());
    await ban("203.0.113.9");
    host.console("sync");
    await host.machine.reboot();
    await host.until("fail2ban-client ping && iptables-save | grep -q 'f2b-sshd -s 203.0.113.9'");
    await host.until("docker ps --format '{{.Status}}' | grep -q ^Up");
    expect(host.live(4)).toBe(web().rules4);
    expect(host.live(6)).toBe(web().rules6);
    // They start after us, and each puts its jump at the top itself.
    expect(input("iptables")).toEqual(["-j f2b-sshd", "-j SEKISHO-IN"]);
    const forward = host.console("iptables -S FORWARD; iptables -S DOCKER-USER");
    expect(forward.match(/-j SEKISHO-FWD$/gm)).toHaveLength(1);
    for (let tries = 0; tries < 50 && (await published()) === null; tries++) await pause(200);
    expect(await published()).toBe("from the container");
    await ban(host.machine.outside4);
    await expect(host.open()).rejects.toMatchObject({
      fault: { code: expect.stringMatching(/refused|unreachable/) },
    });
    unban(host.machine.outside4);
  });

  test("a published port that our rules shut stays shut, also after a restart of Docker and of the host", async () => {
    const { host } = given;
    await host.keep(shut());
    expect(await published()).toBeNull();
    host.console("systemctl restart docker");
    const runs = "docker ps --format '{{.Status}}' | grep -q ^Up && iptables -t nat -S DOCKER | grep -q 8080";
    await host.until(runs);
    expect(await published()).toBeNull();
    await host.machine.reboot();
    await host.until(runs);
    expect(host.live(4)).toBe(shut().rules4);
    expect(host.console("iptables -S FORWARD 1")).toBe("-A FORWARD -j DOCKER-USER\n");
    expect(host.console("iptables -S DOCKER-USER 1")).toBe("-A DOCKER-USER -j SEKISHO-FWD\n");
    expect(await published()).toBeNull();
    await host.keep(web());
    expect(await published()).toBe("from the container");
  });
});
