import { describe, expect, it } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { InboundRule, Policy } from "@/lib/core/policy/schema";
import { compile } from "./compile";
import { goldenInput } from "./testing/golden-cases";

const facts = goldenInput("every-setting").facts;
if (facts === null) throw new Error("the case every-setting has facts");

function text(policy: Policy, family: 4 | 6, of: HostFacts | null = null): string {
  const result = compile(policy, of);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.text).join("\n"));
  const ruleset = family === 4 ? result.value.ruleset4 : result.value.ruleset6;
  return ruleset === null ? "" : renderRestore(ruleset);
}

const web = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });

/** The web role with its web rule changed. */
function withRule(change: Partial<InboundRule>, policy = web): Policy {
  const [purpose] = policy.purposes;
  if (purpose === undefined) throw new Error("a role is one purpose");
  const rules = purpose.rules.map((rule) => (rule.id === "web" ? { ...rule, ...change } : rule));
  return { ...policy, purposes: [{ ...purpose, rules }] };
}

describe("FTP as a client", () => {
  const helper =
    /^\*raw\n:SEKISHO-RAW - \[0:0\]\n-A SEKISHO-RAW -p tcp -m tcp --dport 21 -j CT --helper ftp\nCOMMIT\n/;
  const data = "-m helper --helper ftp -j ACCEPT";
  const chosen = { ...web, client: { ...web.client, services: ["https", "ftp"] } };
  const rule = {
    id: "mirror",
    enabled: true,
    comment: "",
    destinations: ["anyone"],
    services: ["ftp"],
    verdict: "accept" as const,
    log: false,
    limit: null,
    user: null,
  };

  it("brings the kernel's helper along, whether a service or a rule asks for it", () => {
    for (const policy of [chosen, { ...web, client: { ...web.client, rules: [rule] } }]) {
      for (const family of [4, 6] as const) {
        expect(text(policy, family)).toMatch(helper);
        expect(text(policy, family).split(data)).toHaveLength(3);
      }
    }
  });

  it("leaves the table raw alone where nothing asks for it, or the kernel has no helper", () => {
    const off = { ...web, client: { ...web.client, rules: [{ ...rule, enabled: false }] } };
    for (const made of [text(web, 4), text(off, 4), text(chosen, 4, { ...facts, ftpHelper: false })]) {
      expect(made).toMatch(/^\*filter/);
      expect(made).not.toContain("helper");
    }
  });
});

describe("both families", () => {
  it("a source without addresses of a family gets nothing there; public services are public in both", () => {
    expect(text(web, 6)).not.toMatch(/ -s (?!fe80|::1)/);
    expect(text(web, 6)).toContain("--dports 80,443");
  });

  it("everybody in one family has no rule in the other, and no condition that the kernel would not keep", () => {
    const networks = [...web.networks, { name: "IPv4", entries: ["0.0.0.0/0"], note: "" }];
    const four = withRule({ sources: ["IPv4"] }, { ...web, networks });
    expect(text(four, 4)).toBe(text(web, 4).replaceAll("anyone", "IPv4"));
    expect(text(four, 6)).not.toContain("443");
  });

  it("an own address of one family keeps the rule out of the other", () => {
    const bound = withRule({ destination: "192.0.2.200" });
    expect(text(bound, 4, facts)).toContain("-d 192.0.2.200/32 -p tcp -m tcp --sport 1024:65535");
    expect(text(bound, 6, facts)).not.toContain("443");
  });

  it("a host without IPv6 gets IPv4 rules alone, with a notice", () => {
    const result = compile(web, { ...facts, iptables6: "absent" });
    expect(result.ok && result.value.ruleset6).toBeNull();
    expect(result.problems.map(({ code }) => code)).toContain("no-ipv6");
  });

  it("what must always pass stands before every rule that looks at states, in and out", () => {
    for (const chain of ["SEKISHO-IN", "SEKISHO-OUT"]) {
      const lines = text(web, 6)
        .split("\n")
        .filter((line) => line.startsWith(`-A ${chain} `));
      const firstState = lines.findIndex((line) => line.includes("conntrack"));
      for (const type of [1, 2, 3, 4, 130, 131, 132, 143]) {
        const at = lines.indexOf(`-A ${chain} -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j ACCEPT`);
        expect(at >= 0 && at < firstState, `${chain} ${type}`).toBe(true);
      }
      for (const type of [133, 134, 135, 136]) {
        const line = `-A ${chain} -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -m hl --hl-eq 255 -j ACCEPT`;
        const at = lines.indexOf(line);
        expect(at >= 0 && at < firstState, `${chain} ${type}`).toBe(true);
      }
    }
  });
});

describe("rules", () => {
  it("one that is switched off is not compiled", () => {
    expect(text(withRule({ enabled: false }), 4)).not.toContain("443");
  });

  it("one with a rate drops what exceeds it before it accepts, each rate under a name of its own", () => {
    const limit = { count: 30, per: "minute", burst: 20, perSource: true } as const;
    const limited = text(withRule({ limit }), 4);
    const name = /--hashlimit-above 30\/min .*--hashlimit-name (\S+) -j DROP/.exec(limited)?.[1] ?? "";
    expect(name).toMatch(/^sk-[0-9a-f]{12}$/);
    const other = text(withRule({ limit: { ...limit, count: 31 } }), 4);
    expect(other).not.toContain(name);
  });

  it("one that refuses looks at no state, so that it ends open connections too", () => {
    const refused = text(withRule({ verdict: "reject", services: ["mysql"], sourcePorts: "any" }), 4);
    expect(refused).toContain(
      "-A SEKISHO-IN -p tcp -m tcp --dport 3306 -j REJECT --reject-with icmp-port-unreachable\n",
    );
  });

  it("the control panel's port belongs to the administrator's path only", () => {
    const ssh = { ...web, controlPanelPort: 8443 };
    const [purpose] = ssh.purposes;
    if (purpose === undefined) throw new Error("a role is one purpose");
    const rules = purpose.rules.map((rule) => (rule.admin ? { ...rule, services: ["ssh"] } : rule));
    const lines = text({ ...ssh, purposes: [{ ...purpose, rules }] }, 4).split("\n");
    expect(lines.filter((line) => line.includes("8443"))).toEqual([
      "-A SEKISHO-IN -s 192.0.2.10/32 -p tcp -m tcp --dport 8443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
    ]);
  });

  it("a comment longer than iptables takes is cut at a character", () => {
    const long = text(withRule({ comment: "関".repeat(200) }), 4);
    expect(long).toContain(`--comment "${"関".repeat(85)}" `);
  });
});

describe("what no rule speaks of", () => {
  it("is refused, or handed on to the host's other rules without a word in the log", () => {
    const ends = (policy: Policy) =>
      text(policy, 4)
        .split("\n")
        .filter((line) => /^-A SEKISHO-(IN|OUT) (-j|-m limit)/.test(line));
    const refused = ends(web);
    expect(refused.filter((line) => line.endsWith("-j DROP")).length).toBe(2);
    expect(refused.length).toBe(4);
    const handed = ["-A SEKISHO-IN -j RETURN", "-A SEKISHO-OUT -j RETURN"];
    expect(ends({ ...web, otherwise: "hand-on" })).toEqual(handed);
  });

  it("cannot be handed on by a sandbox, which would hold nothing back", () => {
    const sandbox = startingPolicy("egress-sandbox", { destination: ["192.0.2.9"] });
    const result = compile({ ...sandbox, otherwise: "hand-on" }, null);
    expect(result.ok).toBe(false);
    expect(result.problems.map(({ code }) => code)).toContain("sandbox-hands-on");
  });
});

describe("what passes through", () => {
  const forwarding = { ...facts, forwarding: { ipv4: true, ipv6: false } };
  const docker = {
    ...facts,
    live: {
      ipv4: "*nat\n:DOCKER - [0:0]\n[0:0] -A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE\nCOMMIT\n",
      ipv6: null,
    },
  };
  const own = {
    ...facts,
    live: { ipv4: "*filter\n[5:300] -A FORWARD -j SEKISHO-FWD\nCOMMIT\n", ipv6: null },
  };

  it("is dropped only where nothing forwards", () => {
    expect(text(web, 4, facts)).toContain("-A SEKISHO-FWD -j DROP");
    expect(text(web, 4, own)).toContain("-A SEKISHO-FWD -j DROP");
    expect(text(web, 4, forwarding)).toContain("-A SEKISHO-FWD -j RETURN");
    expect(text(web, 6, forwarding)).toContain("-A SEKISHO-FWD -j DROP");
    expect(text(web, 4, docker)).toContain("-A SEKISHO-FWD -j RETURN");
  });

  it("is what the operator says where the operator says it", () => {
    expect(text({ ...web, forward: "drop" }, 4, forwarding)).toContain("-A SEKISHO-FWD -j DROP");
    expect(text({ ...web, forward: "return" }, 4, facts)).toContain("-A SEKISHO-FWD -j RETURN");
  });
});

describe("long lists", () => {
  it("ten thousand prefixes give ten thousand rules, and neighbours are joined", () => {
    const apart = Array.from({ length: 10_000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/25`);
    const policy = { ...web, networks: [{ name: "admin", entries: apart, note: "" }] };
    expect(text(policy, 4).match(/-s 10\./g)).toHaveLength(10_000);
    const touching = Array.from({ length: 1024 }, (_, at) => `10.0.${at >> 8}.${at & 255}`);
    const joined = { ...web, networks: [{ name: "admin", entries: touching, note: "" }] };
    expect(text(joined, 4).match(/-s 10\.\S+/g)).toEqual(["-s 10.0.0.0/22"]);
  });

  it("short lists stay as written, without entries that others cover", () => {
    const entries = ["192.0.2.32/27", "192.0.2.0/27", "192.0.2.5", "192.0.2.32/27"];
    const policy = { ...web, networks: [{ name: "admin", entries, note: "" }] };
    expect(text(policy, 4).match(/-s 192\S+/g)).toEqual(["-s 192.0.2.32/27", "-s 192.0.2.0/27"]);
  });
});

describe("problems", () => {
  it("stop the compilation as a whole", () => {
    const result = compile(withRule({ services: ["htps"] }), null);
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toMatchObject({ code: "service-unknown", params: { suggestion: "https" } });
  });

  it("every rule says which policy rule it comes from", () => {
    const result = compile(web, null);
    if (!result.ok) throw new Error("the role compiles");
    const rules = result.value.ruleset4.tables.flatMap(({ chains }) =>
      chains.flatMap((chain) => chain.rules),
    );
    expect(rules.every(({ origin }) => origin !== null && origin.note.length > 0)).toBe(true);
    expect(new Set(rules.map(({ origin }) => origin?.ruleId))).toEqual(new Set([null, "admin", "web"]));
  });
});
