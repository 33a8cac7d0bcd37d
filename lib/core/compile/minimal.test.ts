import { describe, expect, it } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { compileMinimal } from "./minimal";
import { goldenInput } from "./testing/golden-cases";

const { facts: golden } = goldenInput("every-setting");
if (golden === null) throw new Error("the case every-setting has facts");
const facts: HostFacts = {
  ...golden,
  connection: { panelAddress: "203.0.113.9", panelPort: 40001, hostAddress: "198.51.100.7", hostPort: 2222 },
  listeners: [
    { protocol: "tcp", family: 4, address: "0.0.0.0", port: 22, program: "sshd", pid: 1 },
    { protocol: "tcp", family: 4, address: "0.0.0.0", port: 443, program: "nginx", pid: 2 },
  ],
};
const web = startingPolicy("public-web-server", { admin: ["192.0.2.10", "2001:db8:1::/64"] });

function lines(policy: Policy, of: HostFacts | null, family: 4 | 6): string[] {
  const made = compileMinimal(policy, of);
  if (made === null) throw new Error("nobody is let in");
  return renderRestore(made[family]).split("\n");
}
/** Rules of a chain that let something pass beyond what the network itself needs. */
const opens = (all: readonly string[], chain: string) =>
  all.filter((line) => line.startsWith(`-A ${chain} `) && line.includes(" -p tcp "));

describe("the minimal set", () => {
  it("lets in SSH from the administrators and the panel, on every port where SSH listens, and nothing else", () => {
    expect(opens(lines(web, facts, 4), "SEKISHO-IN")).toEqual([
      "-A SEKISHO-IN -s 192.0.2.10/32 -p tcp -m tcp --dport 22 -j ACCEPT",
      "-A SEKISHO-IN -s 192.0.2.10/32 -p tcp -m tcp --dport 2222 -j ACCEPT",
      "-A SEKISHO-IN -s 203.0.113.9/32 -p tcp -m tcp --dport 22 -j ACCEPT",
      "-A SEKISHO-IN -s 203.0.113.9/32 -p tcp -m tcp --dport 2222 -j ACCEPT",
    ]);
    expect(opens(lines(web, facts, 6), "SEKISHO-IN")).toEqual([
      "-A SEKISHO-IN -s 2001:db8:1::/64 -p tcp -m tcp --dport 22 -j ACCEPT",
      "-A SEKISHO-IN -s 2001:db8:1::/64 -p tcp -m tcp --dport 2222 -j ACCEPT",
    ]);
  });

  it("begins nothing: what leaves for administrators carries no opening packet, and no line of it asks for connection tracking", () => {
    const answers = opens(lines(web, facts, 4), "SEKISHO-OUT");
    expect(answers).toHaveLength(4);
    for (const line of answers) {
      expect(line).toMatch(/--sport (22|2222) --tcp-flags SYN NONE -j ACCEPT$/);
    }
  });

  it.each([4, 6] as const)("ends each chain of IPv%s with DROP, also what passes through", (family) => {
    const all = lines(web, facts, family);
    for (const chain of ["SEKISHO-IN", "SEKISHO-OUT", "SEKISHO-FWD"]) {
      expect(all.findLast((line) => line.startsWith(`-A ${chain} `))).toBe(`-A ${chain} -j DROP`);
    }
  });

  it("is made for both families, also of a host that had no IPv6 when it was read", () => {
    expect(lines(web, { ...facts, iptables6: "absent" }, 6)).toContain("-A SEKISHO-IN -j DROP");
  });

  it("is none where nobody would get in, rather than a lockout", () => {
    const blind = { ...facts, connection: null };
    expect(compileMinimal(startingPolicy("egress-sandbox", {}), blind)).toBeNull();
    expect(compileMinimal(startingPolicy("egress-sandbox", {}), facts)).not.toBeNull();
  });

  it("names no source where administrators come from anywhere, and knows the standard port where nothing was read", () => {
    const anyone = {
      ...web,
      networks: [],
      purposes: web.purposes.map((one) => ({
        ...one,
        rules: one.rules.map((rule) => (rule.admin ? { ...rule, sources: ["anyone"] } : rule)),
      })),
    };
    expect(opens(lines(anyone, null, 4), "SEKISHO-IN")).toEqual([
      "-A SEKISHO-IN -p tcp -m tcp --dport 22 -j ACCEPT",
    ]);
  });
});
