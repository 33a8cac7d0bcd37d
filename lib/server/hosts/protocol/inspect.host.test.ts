import { describe, expect, test } from "vitest";
import { debianRigObstacle, hostName } from "@/e2e/rig/debian-tree";
import { newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";

const obstacle = debianRigObstacle();
const suite = `the facts of a booted Debian${obstacle ? ` (skipped: ${obstacle})` : ""}`;

describe.skipIf(obstacle !== null)(suite, () => {
  const given = useBootedHost([], (host) => {
    host.addAccount("kanri", { sudoers: "ALL=(ALL) NOPASSWD: ALL" });
    host.console(`systemd-run -q --unit=web nc -lk 0.0.0.0 8080
      systemd-run -q --unit=web6 nc -6 -lk ::1 8081
      systemd-run -q --unit=dns nc -luk 127.0.0.1 5353
      iptables -A INPUT -s 203.0.113.99 -j DROP; ip6tables -A INPUT -s 2001:db8::99 -j DROP
      printf 'nameserver 192.0.2.53\\n' >/etc/resolv.conf`);
  });

  test("are what the console says, and reading them changes nothing", async () => {
    const { host } = given;
    const { machine } = host;
    await host.until("ss -Hln | grep -q :5353 && ss -Hln | grep -q :8080 && ss -Hln | grep -q :8081");
    const state = () =>
      host.tables() + host.console("find /run /var/lib /etc -newer /etc/hostname -name '*sekisho*'");
    const before = state();
    const facts = await host.facts();
    expect(facts).toMatchObject({
      hostname: hostName,
      os: { id: "debian", version: "12" },
      kernel: host.console("uname -r").trim(),
      bootId: host.console("cat /proc/sys/kernel/random/boot_id").trim(),
      privilege: "root",
      init: "systemd",
      iptables4: { backend: "nf_tables", version: "1.8.9", otherBackendRules: 0 },
      iptables6: { backend: "nf_tables", version: "1.8.9", otherBackendRules: 0 },
      forwarding: { ipv4: false, ipv6: false },
      resolvers: ["192.0.2.53"],
      managers: [{ name: "nftables", state: "installed" }],
      connection: {
        panelAddress: machine.outside4,
        hostAddress: machine.address4,
        hostPort: 22,
      },
      controlPanelPort: null,
    });
    expect(facts.os.name).toMatch(/^Debian GNU\/Linux 12/);
    expect(facts.pending ?? null).toBeNull();
    expect(facts.users).toMatchObject({ root: 0, kanri: 1000 });
    expect(facts.addresses).toContainEqual({
      interface: "host0",
      family: 4,
      address: machine.address4,
      length: 30,
    });
    expect(facts.addresses).toContainEqual({
      interface: "host0",
      family: 6,
      address: machine.address6,
      length: 64,
    });
    const listening = facts.listeners.map(
      ({ protocol, address, port, program }) => `${protocol} ${address} ${port} ${program}`,
    );
    expect(listening.sort()).toEqual([
      "tcp 0.0.0.0 22 sshd",
      "tcp 0.0.0.0 8080 nc",
      "tcp :: 22 sshd",
      "tcp ::1 8081 nc",
      "udp 127.0.0.1 5353 nc",
    ]);
    expect(facts.live.ipv4).toContain("-A INPUT -s 203.0.113.99/32 -j DROP");
    expect(facts.live.ipv6).toContain("-A INPUT -s 2001:db8::99/128 -j DROP");
    expect(state()).toBe(before);
  });

  test("tell the login through sudo, and the addresses of an IPv6 connection", async () => {
    const { host } = given;
    expect((await host.facts({ user: "kanri", sudo: true })).privilege).toBe("sudo");
    await host.until("ip -6 addr show dev host0 | grep -q 'global *$'");
    expect((await host.facts({ over: 6 })).connection).toMatchObject({
      panelAddress: host.machine.outside6,
      hostAddress: host.machine.address6,
    });
  });

  test("tell rules in the other backend, an apply that waits for its confirm, and managers that are on", async () => {
    const { host } = given;
    host.console("iptables-legacy -A INPUT -s 203.0.113.98 -j DROP; systemctl enable -q nftables");
    const { rules4, rules6 } = roleTexts("public-web-server", { admin: [host.machine.outside4] });
    const id = newId();
    expect(outcome((await host.apply(id, { rules4, rules6 })).stdout)).toBe("applied");
    const facts = await host.facts();
    expect(facts.iptables4?.otherBackendRules).toBe(1);
    expect(facts.iptables6).toMatchObject({ otherBackendRules: 0 });
    expect(facts.managers).toEqual([{ name: "nftables", state: "enabled" }]);
    expect(facts.pending?.id).toBe(id);
    expect(outcome((await host.cancel(id)).stdout)).toBe("rolled-back cancelled");
  });
});
