import { describe, expect, it } from "vitest";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { answerSockets } from "./answer-sockets";
import type { Found, SocketsAnswer } from "./exposure-rows";
import { socketsOf } from "./socket";

type Listener = HostFacts["listeners"][number];

const tools = { version: "1.8.9", backend: "nf_tables" as const, otherBackendRules: 0 };
const route = { interface: "eth0", type: "unicast" as const, metric: 0 };
const network = {
  iptables4: tools,
  iptables6: tools,
  addresses: [
    { interface: "lo", family: 4 as const, address: "127.0.0.1", length: 8 },
    { interface: "eth0", family: 4 as const, address: "198.51.100.7", length: 24 },
    { interface: "docker0", family: 4 as const, address: "172.17.0.1", length: 16 },
    { interface: "tailscale0", family: 4 as const, address: "100.101.102.103", length: 32 },
    { interface: "eth0", family: 6 as const, address: "2001:db8::7", length: 64 },
    { interface: "eth0", family: 6 as const, address: "fe80::7", length: 64 },
  ],
  routes: [
    { family: 4 as const, destination: "0.0.0.0/0", ...route },
    { family: 4 as const, destination: "198.51.100.0/24", ...route },
    { family: 4 as const, destination: "172.17.0.0/16", ...route, interface: "docker0" },
    { family: 6 as const, destination: "::/0", ...route },
  ],
  furtherTables: [],
  forwarding: { ipv4: true, ipv6: false },
};

/** A program on every address of both families, or at one of its own. */
const program = (port: number, name: string, at: readonly string[] = ["0.0.0.0", "::"]): Listener[] =>
  at.map((address) => ({
    protocol: "tcp",
    family: address.includes(":") ? 6 : 4,
    address,
    port,
    program: name,
    pid: 1,
    uid: 0,
  }));

const office = { name: "office", entries: ["192.0.2.0/24", "2001:db8:9::/48"] };

function ask(live: Readonly<Record<Family, string | null>>, listeners: readonly Listener[]): SocketsAnswer {
  const facts = { ...network, listeners: [...listeners] } as unknown as HostFacts;
  const of = (family: Family) => ({
    tables: { live: live[family], chains: null },
    host: pathHost(facts, family),
  });
  return answerSockets({
    of: { 4: of(4), 6: of(6) },
    sockets: socketsOf(facts),
    names: { networks: [office], panel: null },
  });
}

/** `way who ← rule` of each way in, then what is left over; or why there is nothing to say. */
function told(answer: SocketsAnswer, port: number, family: Family): string | readonly string[] {
  const row = answer.rows.find(({ ports }) => ports.first === port);
  const found: Found | undefined = row?.families.find((one) => one.family === family)?.found;
  if (found?.kind !== "read") return found?.kind ?? "no row";
  const { entries, depends } = found;
  const lines = entries.map(({ way, sources, rule, end, over, to }) => {
    const terms = sources?.terms.map((term) =>
      term.kind === "network" ? term.name : "text" in term ? term.text : "panel",
    );
    const who = sources === null ? "anyone" : `${sources.except ? "all but " : ""}${terms?.join(", ")}`;
    const by = rule ? `${rule.table} ${rule.ref.chain} ${rule.ref.index + 1}` : (end?.kind ?? "unknown");
    return `${way} ${who}${over === null ? "" : ` over ${over}`} ← ${by}${to === null ? "" : ` → ${to.address}:${to.port}`}`;
  });
  const hangs = depends?.conditions.map(({ text }) => `depends on ${text}`) ?? [];
  return lines.length + hangs.length === 0 ? "nobody" : [...lines, ...hangs];
}

const filter = (input: string, chains = "", policy = "ACCEPT") =>
  `*filter\n:INPUT ${policy} [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${chains}${input}COMMIT\n`;

/** Our chain: the office reaches SSH, everybody the web. */
const ours = `:SEKISHO-IN - [0:0]
:SEKISHO-FWD - [0:0]
`;
const ourRules = (network: string) => `-A SEKISHO-IN -i lo -j ACCEPT
-A SEKISHO-IN -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A SEKISHO-IN -s ${network} -p tcp -m tcp --dport 22 -j ACCEPT
-A SEKISHO-IN -p tcp -m tcp --dport 443 -j ACCEPT
-A SEKISHO-IN -j DROP
-A SEKISHO-FWD -j RETURN
`;
const jump = "-A INPUT -j SEKISHO-IN\n";
const managed4 = filter(`${jump}${ourRules("192.0.2.0/24")}`, ours);
const managed6 = filter(`${jump}${ourRules("2001:db8:9::/48")}`, ours);
const programs = [...program(22, "sshd"), ...program(443, "nginx"), ...program(5432, "postgres")];

describe("who reaches a listening socket", () => {
  it("is told by the rule of ours that lets them in, in both families", () => {
    const answer = ask({ 4: managed4, 6: managed6 }, programs);
    expect(answer.standings.map(({ standing }) => standing)).toEqual(["ours", "ours"]);
    for (const family of [4, 6] as const) {
      expect(told(answer, 22, family)).toEqual(["ours office ← filter SEKISHO-IN 3"]);
      expect(told(answer, 443, family)).toEqual(["ours anyone ← filter SEKISHO-IN 4"]);
      expect(told(answer, 5432, family)).toEqual("nobody");
    }
  });

  it("is anyone where nobody but the host's own addresses is kept out", () => {
    const forged = (rules: string, more = "") =>
      rules.replace(
        "-A SEKISHO-IN -m conntrack",
        `-A SEKISHO-IN -m addrtype --src-type LOCAL -j DROP\n${more}-A SEKISHO-IN -m conntrack`,
      );
    const none = "-A SEKISHO-IN -s ::/128 -j DROP\n";
    const answer = ask({ 4: forged(managed4), 6: forged(managed6, none) }, programs);
    expect(told(answer, 443, 4)).toEqual(["ours anyone ← filter SEKISHO-IN 5"]);
    expect(told(answer, 443, 6)).toEqual(["ours anyone ← filter SEKISHO-IN 6"]);
    const more = ask(
      { 4: null, 6: forged(managed6, `${none}-A SEKISHO-IN -s 2001:db8::8 -j DROP\n`) },
      programs,
    );
    expect(told(more, 443, 6)).toEqual(["ours all but 2001:db8::8 ← filter SEKISHO-IN 7"]);
  });

  it("is nobody but the host itself where the program listens on the loopback, by address or by interface", () => {
    const bound = program(53, "resolved", ["0.0.0.0"]).map((one) => ({ ...one, interface: "lo" }));
    const answer = ask({ 4: filter(""), 6: filter("") }, [
      ...program(6379, "redis", ["127.0.0.1", "::1"]),
      ...bound,
    ]);
    expect([told(answer, 6379, 4), told(answer, 6379, 6)]).toEqual(["loopback", "loopback"]);
    expect([told(answer, 53, 4), told(answer, 53, 6)]).toEqual(["loopback", "not-heard"]);
  });

  it("is asked at the address and the interface that the program has chosen", () => {
    const rules = filter("-A INPUT -d 198.51.100.7/32 -j ACCEPT\n-A INPUT -i wg0 -j ACCEPT\n", "", "DROP");
    const bound = program(53, "dns", ["0.0.0.0"]).map((one) => ({ ...one, interface: "tailscale0" }));
    const answer = ask({ 4: rules, 6: null }, [
      ...program(80, "web", ["198.51.100.7"]),
      ...program(81, "inner", ["172.17.0.1"]).map((one) => ({ ...one, interface: "docker0" })),
      ...bound,
    ]);
    expect(told(answer, 80, 4)).toEqual(["others anyone ← filter INPUT 1"]);
    expect(told(answer, 81, 4)).toEqual("nobody");
    expect(told(answer, 80, 6)).toEqual("not-heard");
  });

  it("cannot be told where the tables cannot be read, or hang on what no rule says", () => {
    const banned = filter(
      `${jump}-A SEKISHO-IN -m set --match-set banned src -j DROP\n-A SEKISHO-IN -p tcp -m tcp --dport 443 -j ACCEPT\n-A SEKISHO-IN -j DROP\n`,
      ours,
    );
    const answer = ask({ 4: banned, 6: null }, programs);
    expect(told(answer, 443, 4)).toEqual(["depends on -m set --match-set banned src"]);
    expect(told(answer, 443, 6)).toEqual("unreadable");
  });
});

describe("what gets in around our chain", () => {
  const tailscale = `-A INPUT -j ts-input
${jump}-A ts-input -s 100.101.102.103/32 -i lo -j ACCEPT
-A ts-input -s 100.115.92.0/23 ! -i tailscale0 -j RETURN
-A ts-input -s 100.64.0.0/10 ! -i tailscale0 -j DROP
-A ts-input -i tailscale0 -j ACCEPT
${ourRules("192.0.2.0/24")}`;

  it("is a VPN's chain above our jump: what it lets in and what it refuses count both", () => {
    const answer = ask({ 4: filter(tailscale, `${ours}:ts-input - [0:0]\n`), 6: managed6 }, programs);
    expect(told(answer, 5432, 4)).toEqual(["above anyone over tailscale0 ← filter ts-input 4"]);
    expect(told(answer, 22, 4)).toEqual([
      "above anyone over tailscale0 ← filter ts-input 4",
      "ours office ← filter SEKISHO-IN 3",
    ]);
    expect(told(answer, 5432, 6)).toEqual("nobody");
    // What comes over another interface with an address of the VPN's is refused before our chain is asked.
    const eth = told(
      ask(
        {
          4: filter(
            tailscale.replace("-A ts-input -i tailscale0 -j ACCEPT", "-A ts-input -s 10.0.0.0/8 -j ACCEPT"),
            `${ours}:ts-input - [0:0]\n`,
          ),
          6: managed6,
        },
        program(443, "nginx", ["198.51.100.7"]).map((one) => ({ ...one, interface: "eth0" })),
      ),
      443,
      4,
    );
    expect(eth).toEqual([
      "above 10.0.0.0/8 ← filter ts-input 4",
      "ours all but 100.64.0.0–100.101.102.102, 100.101.102.104–100.115.91.255, 100.115.94.0–100.127.255.255 ← filter SEKISHO-IN 4",
    ]);
  });

  it("is each administrator's rule above our jump, by its own place", () => {
    const rules = `-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -s 203.0.113.9/32 -j DROP
-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 5432 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 5432 -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
${jump}${ourRules("192.0.2.0/24")}`;
    const answer = ask({ 4: filter(rules, ours), 6: managed6 }, programs);
    const [first, ...more] = told(answer, 5432, 4);
    expect(first).toMatch(/^above 203\.0\.113\.0–203\.0\.113\.8, .* ← filter INPUT 3$/);
    expect(more).toEqual([expect.stringMatching(/^depends on .*mac-source/)]);
    expect(told(answer, 443, 4)).toEqual(["ours all but 203.0.113.9 ← filter SEKISHO-IN 4"]);
  });

  it("is told for many such rules together where there are too many to tell apart", () => {
    const many = Array.from(
      { length: 12 },
      (_, at) => `-A INPUT -s 10.0.${at}.0/24 -p tcp -m tcp --dport 5432 -j ACCEPT\n`,
    );
    const answer = ask(
      { 4: filter(`${many.join("")}${jump}${ourRules("192.0.2.0/24")}`, ours), 6: managed6 },
      programs,
    );
    const lines = told(answer, 5432, 4);
    expect(lines).toHaveLength(9);
    expect(lines[8]).toMatch(/^above 10\.0\.8\.0\/22 ← filter INPUT (9|10|11|12)$/);
  });

  it("is what our chain passes on", () => {
    const sandbox = filter(
      `${jump}-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT\n-A SEKISHO-IN -j RETURN\n`,
      ours,
      "DROP",
    );
    expect(told(ask({ 4: sandbox, 6: managed6 }, programs), 443, 4)).toEqual([
      "below anyone ← filter INPUT 2",
    ]);
    const open = filter(`${jump}-A SEKISHO-IN -p tcp -m tcp --dport 22 -j DROP\n`, ours);
    const answer = ask({ 4: open, 6: managed6 }, programs);
    expect(told(answer, 443, 4)).toEqual(["below anyone ← chain-policy"]);
    expect(told(answer, 22, 4)).toEqual("nobody");
  });

  it("is not what our chain lets in although it passes other packets on", () => {
    const rules = `${jump}-A SEKISHO-IN -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n-A SEKISHO-IN -j RETURN\n`;
    const answer = ask({ 4: filter(rules, ours, "DROP"), 6: managed6 }, programs);
    expect(told(answer, 22, 4)).toEqual(["ours office ← filter SEKISHO-IN 1"]);
  });

  it("is a family without rules", () => {
    const answer = ask({ 4: managed4, 6: filter("") }, programs);
    expect(answer.standings.map(({ standing }) => standing)).toEqual(["ours", "no-rules"]);
    expect(told(answer, 5432, 6)).toEqual(["no-rules anyone ← chain-policy"]);
    expect(told(ask({ 4: managed4, 6: "" }, programs), 5432, 6)).toEqual(["no-rules anyone ← chain-policy"]);
  });
});

describe("a port that nat sends elsewhere", () => {
  /** What Docker writes for `-p 8080:80`, beside our rules. */
  const docker = (user: string) => `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
-A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 8090 -j DNAT --to-destination 172.17.0.2:90
COMMIT
${filter(
  `${jump}-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 -j ACCEPT
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER ${user}
${ourRules("192.0.2.0/24")}`,
  `${ours}:DOCKER - [0:0]\n:DOCKER-USER - [0:0]\n`,
)}`;

  it("is reached past our chain, with docker-proxy or without", () => {
    const way = ["forwarded anyone ← filter DOCKER 1 → 172.17.0.2:80"];
    const proxy = program(8080, "docker-proxy");
    const answer = ask({ 4: docker("-j RETURN"), 6: managed6 }, proxy);
    expect(told(answer, 8080, 4)).toEqual(way);
    // In IPv6 there is no such rule: docker-proxy is a program like any other.
    expect(told(answer, 8080, 6)).toEqual("nobody");
    expect(answer.rows).toHaveLength(1);
    const bare = ask({ 4: docker("-j RETURN"), 6: managed6 }, []);
    expect(told(bare, 8080, 4)).toEqual(way);
    expect(told(bare, 8080, 6)).toEqual("not-heard");
    expect(bare.rows.map(({ socket }) => socket)).toEqual([null]);
  });

  it("is shut by a rule that forwarded packets meet", () => {
    const byPort = docker("-p tcp -m conntrack --ctorigdstport 8080 -j DROP");
    expect(told(ask({ 4: byPort, 6: managed6 }, []), 8080, 4)).toEqual("nobody");
    expect(
      told(
        ask(
          {
            4: docker("-j SEKISHO-FWD").replace("-A SEKISHO-FWD -j RETURN", "-A SEKISHO-FWD -j DROP"),
            6: managed6,
          },
          [],
        ),
        8080,
        4,
      ),
    ).toEqual("nobody");
  });

  it("is let on by a rule of ours that names it, and past us only where the rest is handed on", () => {
    const sorting = (end: string) =>
      docker("-j SEKISHO-FWD").replace(
        "-A SEKISHO-FWD -j RETURN",
        `-A SEKISHO-FWD -m conntrack ! --ctstate DNAT -j RETURN
-A SEKISHO-FWD -m conntrack --ctstate RELATED -j RETURN
-A SEKISHO-FWD -m conntrack --ctdir REPLY -j RETURN
-A SEKISHO-FWD -s 192.0.2.0/24 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 8080 -j RETURN
-A SEKISHO-FWD -s 203.0.113.0/24 -p tcp -m conntrack --ctorigdstport 8080 -j DROP
-A SEKISHO-FWD -j ${end}`,
      );
    const ours = "published office ← filter DOCKER 1 → 172.17.0.2:80";
    expect(told(ask({ 4: sorting("DROP"), 6: managed6 }, []), 8080, 4)).toEqual([ours]);
    expect(told(ask({ 4: sorting("RETURN"), 6: managed6 }, []), 8080, 4)).toEqual([
      ours,
      "forwarded all but office, 203.0.113.0/24 ← filter DOCKER 1 → 172.17.0.2:80",
    ]);
  });

  it("is held to the rules of a purpose at an address of its own, by the address that was asked for", () => {
    const at = (address: string) =>
      docker("-j SEKISHO-FWD").replace(
        "-A SEKISHO-FWD -j RETURN",
        `-A SEKISHO-FWD -m conntrack ! --ctstate DNAT -j RETURN
-A SEKISHO-FWD -s 192.0.2.0/24 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdst ${address}/32 --ctorigdstport 8080 -j RETURN
-A SEKISHO-FWD -j DROP`,
      );
    const office = ["published office ← filter DOCKER 1 → 172.17.0.2:80"];
    expect(told(ask({ 4: at("198.51.100.7"), 6: managed6 }, []), 8080, 4)).toEqual(office);
    expect(told(ask({ 4: at("198.51.100.8"), 6: managed6 }, []), 8080, 4)).toEqual("nobody");
  });

  it("is past our rules where Docker's stand before our jump, or nothing leads to our chain", () => {
    const late = docker("-j RETURN")
      .replace(
        "-A SEKISHO-FWD -j RETURN",
        `-A SEKISHO-FWD -m conntrack ! --ctstate DNAT -j RETURN
-A SEKISHO-FWD -s 192.0.2.0/24 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 8080 -j RETURN
-A SEKISHO-FWD -j DROP`,
      )
      .replaceAll(/^-A FORWARD -j SEKISHO-FWD\n/gm, "");
    const past = ["forwarded anyone ← filter DOCKER 1 → 172.17.0.2:80"];
    expect(told(ask({ 4: late, 6: managed6 }, []), 8080, 4)).toEqual(past);
    const behind = late.replace("-A FORWARD -i docker0 -j ACCEPT", "$&\n-A FORWARD -j SEKISHO-FWD");
    expect(told(ask({ 4: behind, 6: managed6 }, []), 8080, 4)).toEqual(past);
  });

  it("has a row of its own where another port of the host is behind it", () => {
    const rules = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080
COMMIT
${filter(`${jump}-A SEKISHO-IN -p tcp -m tcp --dport 8080 -j ACCEPT\n-A SEKISHO-IN -j DROP\n`, ours)}`;
    const answer = ask({ 4: rules, 6: managed6 }, program(8080, "web"));
    expect(told(answer, 80, 4)).toEqual(["ours anyone ← filter SEKISHO-IN 1 → 198.51.100.7:8080"]);
  });
});
