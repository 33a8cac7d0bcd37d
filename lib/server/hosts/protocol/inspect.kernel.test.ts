import { describe, expect } from "vitest";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildInspect } from "./build";
import { parseInspection } from "./parse-inspection";

describe.each(hostKinds)("the inspection on $backend, $shell", (kind) => {
  const test = hostTest(kind);
  test("reads the facts and changes nothing", async ({ host }) => {
    await host.sh(
      "ip addr add 192.0.2.10/24 dev lo; ip -6 addr add 2001:db8::10/64 dev lo; ip route add blackhole 203.0.113.0/24; ip -6 rule add fwmark 1 lookup 7; iptables -A INPUT -p tcp --dport 22 -j ACCEPT",
    );
    const before = await host.sh("iptables-save; ip6tables-save; find /run /var/lib");
    const answer = await host.call(
      buildInspect({ endWord: newEndWord() }),
      "::ffff:198.51.100.7 40123 192.0.2.10 22",
    );
    const result = parseInspection(answer.stdout);
    if (!result.ok) throw new Error(JSON.stringify(result.problems) + answer.stdout + answer.stderr);
    const facts = result.value;
    expect(facts.privilege).toBe("root");
    expect(facts.os.id).toBe("debian");
    expect(facts.iptables4).toMatchObject({
      backend: kind.backend === "nft" ? "nf_tables" : "legacy",
      otherBackendRules: 0,
    });
    expect(facts.iptables4?.version).toMatch(/^1\.\d+\.\d+$/);
    expect(facts.iptables6).not.toBeNull();
    expect(facts.addresses).toContainEqual({ interface: "lo", family: 4, address: "192.0.2.10", length: 24 });
    expect(facts.addresses).toContainEqual({
      interface: "lo",
      family: 6,
      address: "2001:db8::10",
      length: 64,
    });
    const route = { family: 4, interface: "lo", type: "local", metric: 0 };
    expect(facts.routes).toContainEqual({ ...route, destination: "192.0.2.10/32" });
    expect(facts.routes).toContainEqual({
      ...route,
      destination: "203.0.113.0/24",
      interface: null,
      type: "blackhole",
    });
    expect(facts.routes).toContainEqual({ ...route, family: 6, destination: "2001:db8::10/128" });
    expect(facts.furtherTables).toEqual([6]);
    expect(facts.users.root).toBe(0);
    expect(facts.missingMatches).toEqual([]);
    expect(facts.connection).toEqual({
      panelAddress: "198.51.100.7",
      panelPort: 40123,
      hostAddress: "192.0.2.10",
      hostPort: 22,
    });
    expect(facts.live.ipv4).toContain("--dport 22 -j ACCEPT");
    expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(facts.pending).toBeNull();
    const after = await host.sh("iptables-save; ip6tables-save; find /run /var/lib");
    expect(withoutDates(after.stdout)).toBe(withoutDates(before.stdout));
  });
});

function withoutDates(text: string): string {
  return text.replace(/^#.*$/gm, "");
}
