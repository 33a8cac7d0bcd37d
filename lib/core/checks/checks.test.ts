import { describe, expect, it, test } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Check, isDomainName } from "./check";
import { incomingChecks, outgoingChecks } from "./derive-checks";
import { expectOutcome, type Probe } from "./expect-outcome";
import { type Compared, judgeCheck } from "./judge-check";

const base = hostFacts({ ipv4: "", ipv6: "" });
const facts = {
  ...base,
  addresses: [
    { interface: "eth0", family: 4 as const, address: "203.0.113.10", length: 24 },
    { interface: "eth0", family: 6 as const, address: "2001:db8:113::10", length: 64 },
  ],
  listeners: [
    { protocol: "tcp" as const, family: 4 as const, address: "0.0.0.0", port: 22, program: "sshd", pid: 1 },
    { protocol: "tcp" as const, family: 6 as const, address: "::", port: 6379, program: "redis", pid: 2 },
    { protocol: "tcp" as const, family: 4 as const, address: "127.0.0.1", port: 3306, program: "db", pid: 3 },
    { protocol: "udp" as const, family: 4 as const, address: "0.0.0.0", port: 53, program: "dns", pid: 4 },
  ],
  connection: { panelAddress: "192.0.2.5", panelPort: 40_000, hostAddress: "203.0.113.10", hostPort: 22 },
};
const open = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";

function read(text: string, family: Family): Ruleset {
  const parsed = parseLive(text, family);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function rulesOf(policy: Policy, family: Family): Ruleset {
  const compiled = compile(policy, facts);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const chains = family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6;
  if (chains === null) throw new Error("no IPv6");
  return substitute(read(open, family), chains);
}

const own = { 4: "203.0.113.10", 6: "2001:db8:113::10" } as const;
const familyOf = (address: string): Family => (address.includes(":") ? 6 : 4);

/** What a policy makes of a TCP connection that comes in, or of a probe of the host itself. */
const comesIn = (policy: Policy, source: string, port: number) => {
  const family = familyOf(source);
  const probe: Probe = { way: "in", protocol: "tcp", source, destination: own[family], port };
  return expectOutcome(rulesOf(policy, family), pathHost(facts, family), probe).outcome;
};
const goesOut = (policy: Policy, protocol: Probe["protocol"], destination: string, port: number | null) => {
  const family = familyOf(destination);
  const probe: Probe = { way: "out", protocol, source: own[family], destination, port };
  return expectOutcome(rulesOf(policy, family), pathHost(facts, family), probe).outcome;
};

const admin = ["192.0.2.0/27", "2001:db8:2::/64"];
const web = startingPolicy("public-web-server", { admin });
const sandbox = startingPolicy("egress-sandbox", { admin, destination: ["203.0.113.77", "2001:db8:77::7"] });

describe("what is to be expected of a check", () => {
  test("from the panel: the administrator reaches all, others the web, the rest is dropped; both families", () => {
    for (const [office, stranger] of [
      ["192.0.2.5", "198.51.100.9"],
      ["2001:db8:2::5", "2001:db8:ffff::9"],
    ] as const) {
      expect([22, 443, 6379].map((port) => comesIn(web, office, port))).toEqual(["works", "works", "works"]);
      expect([22, 443, 6379].map((port) => comesIn(web, stranger, port))).toEqual([
        "silent",
        "works",
        "silent",
      ]);
    }
  });

  test("from the sandbox: refused at once, unreachable for a ping, and the named address works; both families", () => {
    for (const [nobody, named] of [
      ["198.51.100.53", "203.0.113.77"],
      ["2001:db8:ffff::53", "2001:db8:77::7"],
    ] as const) {
      expect(goesOut(sandbox, "tcp", nobody, 443)).toBe("refused");
      expect(goesOut(sandbox, "ping", nobody, null)).toBe("unreachable");
      expect(goesOut(sandbox, "udp", nobody, 53)).toBe("works");
      expect(goesOut(sandbox, "udp", nobody, 123)).toBe("refused");
      expect(goesOut(sandbox, "tcp", named, 443)).toBe("works");
      expect(goesOut(sandbox, "ping", named, null)).toBe("works");
    }
  });

  test("what is dropped waits in vain", () => {
    const shut: Policy = { ...web, client: { ...web.client, mode: "at-request", services: ["dns"] } };
    expect(goesOut(shut, "tcp", "198.51.100.53", 6667)).toBe("silent");
    expect(goesOut(shut, "ping", "198.51.100.53", null)).toBe("silent");
    expect(goesOut(shut, "udp", "198.51.100.53", 53)).toBe("works");
  });

  test("with replies for no service everything may leave, and only the administrator is heard", () => {
    const deaf: Policy = { ...web, client: { ...web.client, mode: "at-reply", services: [] } };
    expect(goesOut(deaf, "tcp", "198.51.100.53", 443)).toBe("silent");
    expect(goesOut(deaf, "tcp", "192.0.2.9", 443)).toBe("works");
    const chosen: Policy = { ...deaf, client: { ...deaf.client, services: ["https"] } };
    expect(goesOut(chosen, "tcp", "198.51.100.53", 443)).toBe("works");
  });

  test("a refused answer leaves whoever asked waiting; how a rule refuses is what is seen; what rules do not say is not guessed", () => {
    const filter = (...rules: readonly string[]) =>
      read(open.replace("COMMIT", [...rules, "COMMIT"].join("\n")), 4);
    const ask = (rules: Ruleset, source: string | null = "192.0.2.5") =>
      expectOutcome(rules, pathHost(facts, 4), {
        way: "in",
        protocol: "tcp",
        source,
        destination: own[4],
        port: 80,
      });
    expect(ask(filter("-A OUTPUT -p tcp -m tcp --sport 80 -j REJECT"))).toMatchObject({ outcome: "silent" });
    const reset = "-A INPUT -p tcp -j REJECT --reject-with tcp-reset";
    expect(ask(filter(reset))).toMatchObject({ outcome: "refused", rule: reset });
    expect(ask(filter("-A INPUT -j REJECT --reject-with icmp-host-prohibited"))).toMatchObject({
      outcome: "unreachable",
    });
    expect(ask(filter("-A INPUT -s 192.0.2.0/24 -j DROP"))).toMatchObject({ outcome: "silent" });
    expect(ask(filter("-A INPUT -s 192.0.2.0/24 -j DROP"), null)).toMatchObject({ outcome: "cannot-tell" });
    expect(ask(filter("-A INPUT -m set --match-set banned src -j DROP"))).toMatchObject({
      outcome: "cannot-tell",
      hangsOn: ["-m set --match-set banned src"],
    });
  });
});

const lines = (checks: readonly Check[]) =>
  checks.map(({ kind, target, port, reason }) => [kind, target ?? "-", port ?? "-", reason].join(" "));

describe("the checks that a role brings", () => {
  it("tries each service and each listening port from outside, SSH first, and nothing that listens inside alone", () => {
    expect(lines(incomingChecks(web, facts, { kind: "panel" }))).toEqual([
      "tcp - 22 both",
      "tcp - 80 service",
      "tcp - 443 service",
      // The administrators may come in everywhere.
      "tcp - 6379 both",
    ]);
  });

  it("says of each port what holds: a rule opens it, a program listens there, or both", () => {
    const alone: Policy = {
      ...web,
      purposes: web.purposes.map((purpose) => ({
        ...purpose,
        rules: purpose.rules.filter(({ services }) => !services.includes("all")),
      })),
    };
    const redis = (policy: Policy | null) => lines(incomingChecks(policy, facts, { kind: "panel" })).at(-1);
    expect(redis(alone)).toBe("tcp - 6379 listens");
    expect(redis(web)).toBe("tcp - 6379 both");
    expect(redis(null)).toBe("tcp - 6379 listens");
  });

  it("are a dozen at most, half of them for ports that no rule opens where there are so many", () => {
    const redis = { protocol: "tcp" as const, family: 6 as const, address: "::", program: "redis", pid: 2 };
    const listens = (first: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...redis, port: first + at }));
    const ports = (services: number, others: number) => {
      const part = { protocol: "tcp" as const, ports: listens(8000, services).map(({ port }) => `${port}`) };
      const policy: Policy = {
        ...web,
        services: web.services.map((one) => (one.name === "https" ? { ...one, parts: [part] } : one)),
      };
      const checks = incomingChecks(
        policy,
        { ...facts, listeners: listens(9000, others) },
        { kind: "panel" },
      );
      const isOther = ({ port }: Check) => (port ?? 0) >= 9000;
      return [checks.filter((one) => !isOther(one)).length, checks.filter(isOther).length];
    };
    // SSH and HTTP are services as well.
    expect(ports(15, 20)).toEqual([6, 6]);
    expect(ports(15, 1)).toEqual([11, 1]);
    expect(ports(1, 20)).toEqual([3, 9]);
    expect(ports(15, 0)).toEqual([12, 0]);
  });

  it("of the sandbox are those that its inventor types: names, the named address, and what must be refused", () => {
    expect(lines(outgoingChecks(sandbox))).toEqual([
      "dns example.com - names",
      "ping 203.0.113.77 - allowed",
      "tcp 203.0.113.77 443 allowed",
      "ping 2001:db8:77::7 - allowed",
      "tcp 2001:db8:77::7 443 allowed",
      "ping 198.51.100.53 - forbidden",
      "ping 2001:db8:ffff::53 - forbidden",
      "tcp 198.51.100.53 443 forbidden",
      "tcp 2001:db8:ffff::53 443 forbidden",
      "tcp example.com 443 forbidden",
    ]);
  });

  it("of a server that may reach the web hold that it does, and that nothing else does", () => {
    expect(lines(outgoingChecks(web))).toEqual([
      "dns example.com - names",
      "http example.com 443 allowed",
      "tcp 198.51.100.53 6667 forbidden",
      "tcp 2001:db8:ffff::53 6667 forbidden",
    ]);
  });
});

describe("intended beside observed", () => {
  const judge = (more: Partial<Compared>) =>
    judgeCheck({
      way: "in",
      intended: "works",
      live: "works",
      seen: "works",
      listens: true,
      looksUp: false,
      pings: false,
      ...more,
    });
  const shut = { intended: "silent", live: "silent", seen: "silent" } as const;

  it("agree", () => {
    expect(judge({})).toBe("agrees");
    expect(judge(shut)).toBe("agrees");
    expect(judge({ intended: "refused", live: "refused", seen: "refused" })).toBe("agrees");
  });

  it("a connection over which no HTTP came got through all the same: as it should, or as it should not", () => {
    expect(judge({ way: "out", seen: "connected" })).toBe("agrees");
    expect(judge({ ...shut, way: "out", seen: "connected" })).toBe("less-protected");
  });

  it("is less protected where something got through, or would by the rules that are live", () => {
    expect(judge({ ...shut, seen: "works" })).toBe("less-protected");
    expect(judge({ ...shut, live: "works", seen: "refused" })).toBe("less-protected");
    expect(judge({ ...shut, way: "out", live: "works" })).toBe("less-protected");
    expect(judge({ ...shut, looksUp: true, seen: "works" })).toBe("less-protected");
  });

  it("is more closed where a live rule refuses, or nothing comes back although somebody listens", () => {
    expect(judge({ live: "silent", seen: "silent" })).toBe("more-closed");
    expect(judge({ seen: "silent" })).toBe("more-closed");
    expect(judge({ seen: "refused" })).toBe("more-closed");
    expect(judge({ way: "out", live: "refused", seen: "refused" })).toBe("more-closed");
  });

  it("is not comparable where nobody listens, where the other side is to blame, and where nothing was sent or said", () => {
    expect(judge({ seen: "refused", listens: false })).toBe("nothing-listens");
    expect(judge({ seen: "silent", listens: false })).toBe("more-closed");
    expect(judge({ way: "out", seen: "silent" })).toBe("other-side");
    expect(judge({ intended: "cannot-tell", seen: "silent" })).toBe("cannot-tell");
    expect(judge({ seen: "no-route" })).toBe("not-tried");
    expect(judge({ ...shut, seen: "no-tool" })).toBe("not-tried");
    expect(judge({ ...shut, seen: "unread" })).toBe("not-tried");
    expect(judge({ way: "out", seen: "cannot-resolve" })).toBe("not-tried");
    expect(judge({ way: "out", seen: "cannot-resolve", looksUp: true })).toBe("other-side");
  });

  it("agrees in a closed door, and says where it is closed in another way", () => {
    expect(judge({ ...shut, seen: "refused" })).toBe("answers-otherwise");
    expect(judge({ intended: "refused", live: "refused", seen: "silent" })).toBe("answers-otherwise");
    expect(judge({ ...shut, way: "out", pings: true, seen: "unreachable" })).toBe("agrees");
    expect(judge({ ...shut, way: "out", seen: "unreachable" })).toBe("answers-otherwise");
    expect(judge({ ...shut, seen: "no-route" })).toBe("agrees");
    expect(judge({ ...shut, seen: "cannot-resolve", looksUp: true })).toBe("agrees");
  });
});

it("takes names that DNS can hold, and nothing that an option parser or a shell knows", () => {
  for (const name of ["example.com", "a", "xn--bcher-kva.example"]) expect(isDomainName(name)).toBe(true);
  for (const name of ["", "-x.example", "a b", "a;b", "1.2.3", "$(id)", "a..b", `${"a".repeat(64)}.x`]) {
    expect(isDomainName(name)).toBe(false);
  }
});
