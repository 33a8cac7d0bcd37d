import { afterEach, beforeEach, describe, expect } from "vitest";
import { compile } from "@/lib/core/compile/compile";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Policy } from "@/lib/core/policy/schema";
import { db } from "@/lib/server/db/client";
import { probeAll, raiseNeighbours } from "@/lib/server/hosts/testing/exposure-net";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import type { ExposureView } from "@/lib/server/services/exposure/exposure-view";
import { readExposure } from "@/lib/server/services/exposure/read-exposure";
import { actingAs, freshPanel } from "@/lib/server/services/fresh-panel";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { buildInspect } from "./build";
import { parseInspection } from "./parse-inspection";

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/24", "2001:db8:9::/48"] });
});
afterEach(() => panel.remove());

/** What the page says of the host as it is now. */
async function look(host: KernelHost): Promise<ExposureView> {
  const { stdout } = await host.call(buildInspect({ endWord: newEndWord() }));
  const facts = parseInspection(stdout);
  if (!facts.ok) throw new Error(JSON.stringify(facts.problems));
  await db.host.update({ where: { id: hostId }, data: { facts: facts.value, inspectedAt: new Date() } });
  return readExposure(owner, { hostId });
}

/** Each gets in, or does not, as it says at its end. */
async function probe(host: KernelHost, ...expected: string[]): Promise<void> {
  expect(await probeAll(host, expected)).toEqual(expected);
}

/** A port's group, then `state: way who ← chain rule` for each family. */
function told({ rows }: ExposureView, port: number): string {
  if (typeof rows === "string") throw new Error(rows);
  const row = rows.find((one) => one.port === String(port));
  const families = row?.families.map(({ state, why, entries }) => {
    const ways = entries.map(({ way, peers, rule, over, to }) => {
      const who = peers?.terms
        .map((term) => ("name" in term ? term.name : "text" in term ? term.text : ""))
        .join();
      const by = rule === null ? "policy" : `${rule.rule.chain} ${rule.rule.number}`;
      return `${way} ${who ?? "anyone"}${over === null ? "" : ` over ${over}`} ← ${by}${to === null ? "" : ` → ${to}`}`;
    });
    return [`${state}${why === null ? "" : ` (${why})`}`, ...ways].join(": ");
  });
  return [row?.group, ...(families ?? [])].join(" | ");
}

/** Our chains: the office reaches SSH, everybody 443. */
const ours = (tool: string, office: string) => `
${tool} -N SEKISHO-IN; ${tool} -N SEKISHO-FWD; ${tool} -A INPUT -j SEKISHO-IN; ${tool} -A FORWARD -j SEKISHO-FWD
${tool} -A SEKISHO-IN -i lo -j ACCEPT
${tool} -A SEKISHO-IN -p ipv6-icmp -j ACCEPT
${tool} -A SEKISHO-IN -m conntrack --ctstate ESTABLISHED -j ACCEPT
${tool} -A SEKISHO-IN -s ${office} -p tcp --dport 22 -j ACCEPT
${tool} -A SEKISHO-IN -p tcp --dport 443 -j ACCEPT
${tool} -A SEKISHO-IN -j DROP
${tool} -A SEKISHO-FWD -j RETURN`;

/** What Docker writes for `-p 8080:80`. */
const docker = `iptables -t nat -N DOCKER; iptables -N DOCKER; iptables -N DOCKER-USER
iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
iptables -P FORWARD DROP
iptables -A FORWARD -j DOCKER-USER
iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A FORWARD -o docker0 -j DOCKER
iptables -A DOCKER ! -i docker0 -o docker0 -d 172.17.0.2 -p tcp --dport 80 -j ACCEPT
iptables -A DOCKER-USER -j RETURN`;

/** The same in IPv6, and a second port that is nobody's but the administrator's. */
const docker6 = docker
  .replaceAll("iptables", "ip6tables")
  .replaceAll("172.17.0.2:80", "[2001:db8:17::2]:80")
  .replaceAll("172.17.0.2", "2001:db8:17::2");
const second = (tool: string, to: string) =>
  `${tool} -t nat -A DOCKER ! -i docker0 -p tcp --dport 9090 -j DNAT --to-destination ${to}`;

/** Everybody may reach 443, the office 8080 as well, and published ports are held to that. */
function publishing(): Policy {
  const web = startingPolicy("public-web-server", { admin: ["192.0.2.99", "2001:db8:9::99"] });
  const app = { name: "app", parts: [{ protocol: "tcp" as const, ports: ["8080"] }], note: "" };
  const rule = inboundRuleSchema.parse({ id: "app", sources: ["office"], services: ["app"] });
  const office = { name: "office", entries: ["192.0.2.0/24", "2001:db8:9::/48"], note: "" };
  const [purpose] = web.purposes;
  if (purpose === undefined) throw new Error("no purpose");
  return {
    ...web,
    purposes: [{ ...purpose, rules: [...purpose.rules, rule] }],
    networks: [...web.networks, office],
    services: [...web.services, app],
    forward: "published",
  };
}

const vpn = `iptables -N ts-input
iptables -A ts-input -s 100.64.0.0/10 ! -i tailscale0 -j DROP
iptables -A ts-input -i tailscale0 -j ACCEPT
iptables -I INPUT -j ts-input`;

describe.each(hostKinds)("what gets in on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("is what the page says: by our rules, and past them on each way there is", {
    timeout: 120_000,
  }, async ({ host }) => {
    await raiseNeighbours(host);
    const run = async (commands: string) =>
      expect(await host.sh(`set -e\n${commands}`)).toMatchObject({ code: 0 });

    await run(ours("iptables", "192.0.2.0/24") + ours("ip6tables", "2001:db8:9::/48"));
    const before = await look(host);
    await probe(
      host,
      "office 4 22 yes",
      "stranger 4 22 no",
      "stranger 4 443 yes",
      "stranger 4 5432 no",
      "office 6 22 yes",
    );
    expect(told(before, 22)).toBe(
      "reached | some: ours office ← SEKISHO-IN 4 | some: ours office ← SEKISHO-IN 4",
    );
    expect(told(before, 443)).toBe(
      "reached | anyone: ours anyone ← SEKISHO-IN 5 | anyone: ours anyone ← SEKISHO-IN 5",
    );
    expect(told(before, 5432)).toBe("nobody | nobody | nobody");
    expect(told(before, 6379)).toBe("inside | loopback | not-heard");
    const database = typeof before.rows === "string" ? null : before.rows.find(({ port }) => port === "5432");
    expect(database?.listener).toMatchObject({
      program: expect.stringMatching(/^python3/),
      user: "www-data",
    });

    // A container's port: nat and FORWARD, and nothing of ours is asked.
    await run(docker);
    await probe(host, "stranger 4 8080 yes", "stranger 4 5432 no");
    expect(told(await look(host), 8080)).toBe(
      "around | anyone: forwarded anyone ← DOCKER 1 → 172.17.0.2:80 | not-heard",
    );
    await run("iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport 8080 -j DROP");
    await probe(host, "stranger 4 8080 no");
    expect(told(await look(host), 8080)).toBe("nobody | nobody | not-heard");

    // A VPN's chain in front of ours.
    await run(vpn);
    await probe(host, "peer 4 5432 yes", "stranger 4 5432 no");
    expect(told(await look(host), 5432)).toBe(
      "around | some: above anyone over tailscale0 ← ts-input 2 | nobody",
    );
    await run("iptables -D INPUT -j ts-input");

    // An administrator's rule in front of ours.
    await run("iptables -I INPUT -s 203.0.113.0/24 -p tcp --dport 5432 -j ACCEPT");
    await probe(host, "stranger 4 5432 yes", "office 4 5432 no");
    expect(told(await look(host), 5432)).toBe("around | some: above 203.0.113.0/24 ← INPUT 1 | nobody");
    await run("iptables -D INPUT 1");

    // IPv6 has lost its rules.
    await run("ip6tables -F; ip6tables -X");
    await probe(host, "stranger 6 5432 yes", "stranger 4 5432 no");
    const forgotten = await look(host);
    expect(told(forgotten, 5432)).toBe("around | nobody | anyone: no-rules anyone ← policy");
    expect(forgotten.standings.map(({ standing }) => standing)).toEqual(["ours", "no-rules"]);
  });

  test("of a container's ports is who may reach the VPS's own, once published ports are held to the rules; both families", {
    timeout: 120_000,
  }, async ({ host }) => {
    await raiseNeighbours(host);
    const run = async (commands: string, stdin = "") =>
      expect(await host.sh(`set -e\n${commands}`, stdin)).toMatchObject({ code: 0 });
    await run(docker);
    await run(docker6);
    await run(second("iptables", "172.17.0.2:80"));
    await run(second("ip6tables", "[2001:db8:17::2]:80"));
    await probe(host, "stranger 4 8080 yes", "stranger 6 8080 yes", "stranger 4 9090 yes");

    const compiled = compile(publishing(), null);
    if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("it does not compile");
    await run("iptables-restore --noflush", renderRestore(compiled.value.ruleset4));
    await run("ip6tables-restore --noflush", renderRestore(compiled.value.ruleset6));
    for (const tool of ["iptables", "ip6tables"]) {
      await run(`${tool} -A INPUT -j SEKISHO-IN; ${tool} -I DOCKER-USER -j SEKISHO-FWD`);
    }
    await probe(
      host,
      "office 4 8080 yes",
      "stranger 4 8080 no",
      "office 6 8080 yes",
      "stranger 6 8080 no",
      "office 4 9090 no",
      "stranger 4 443 yes",
    );
    const view = await look(host);
    // What comes from the container's own side is not sent on, and meets the same rule in INPUT.
    expect(told(view, 8080)).toMatch(
      /^reached \| some: ours office ← SEKISHO-IN \d+: published office ← DOCKER 1 → 172.17.0.2:80 \| some: ours office ← SEKISHO-IN \d+: published office ← DOCKER 1 → \[2001:db8:17::2\]:80$/,
    );
    expect(told(view, 9090)).toMatch(
      /published 192.0.2.99 ← DOCKER 1 → 172.17.0.2:80 \| .*published 2001:db8:9::99 ← DOCKER 1 → \[2001:db8:17::2\]:80$/,
    );

    // What a container begins itself is none of that chain's business.
    await run("iptables -A FORWARD -i docker0 ! -o docker0 -j ACCEPT");
    await run("iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE");
    const out =
      "import socket; socket.create_connection(('192.0.2.10', 4040), 15, ('172.17.0.2', 0)).close()";
    const server =
      "import socket; s = socket.create_server(('192.0.2.10', 4040)); print('up', flush=True); s.accept()";
    await run(
      `PATH=/usr/sbin:/usr/bin:/sbin:/bin
       ip netns exec internet python3 -c "${server}" >/run/out.up 2>&1 </dev/null &
       PATH=/usr/sbin:/usr/bin:/sbin:/bin
       i=0; until grep -q up /run/out.up; do i=$((i+1)); [ $i -lt 150 ]; sleep 0.1; done
       ip netns exec container python3 -c "${out}"`,
    );
  });

  test("cannot be told where the other back end holds rules as well, and what nft holds besides is named", async ({
    host,
  }) => {
    await raiseNeighbours(host);
    const other = kind.backend === "nft" ? "/usr/sbin/iptables-legacy" : "/usr/sbin/iptables-nft";
    const rules = ours("iptables", "192.0.2.0/24") + ours("ip6tables", "2001:db8:9::/48");
    expect(await host.sh(`set -e${rules}\n${other} -A INPUT -p tcp --dport 443 -j DROP`)).toMatchObject({
      code: 0,
    });
    await probe(host, "stranger 4 443 no", "stranger 6 443 yes");
    const view = await look(host);
    expect(told(view, 443)).toBe(
      "reached | cannot-tell (other-backend): ours anyone ← SEKISHO-IN 5 | anyone: ours anyone ← SEKISHO-IN 5",
    );
    expect(view.standings[0]).toMatchObject({ otherBackendRules: 1 });
    expect(view.otherTables).toEqual([]);

    // A table that no iptables program lists.
    const guard =
      "table inet guard { chain input { type filter hook input priority 5; tcp dport 22 drop; }; }";
    expect(await host.sh("nft -f -", guard)).toMatchObject({ code: 0, stderr: "" });
    await probe(host, "office 4 22 no");
    expect((await look(host)).otherTables).toEqual(["inet guard"]);
  });
});
