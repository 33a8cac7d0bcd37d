import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { endsKey, type Flow } from "@/lib/core/flows/flow";
import { joinFlows } from "@/lib/core/flows/join-flows";
import { judgeFlow } from "@/lib/core/flows/judge-flow";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { apply, confirm, newId, outcome } from "@/lib/server/hosts/testing/kernel-calls";
import { type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { policyTexts } from "@/lib/server/hosts/testing/role-texts";
import { buildInspect } from "./build";
import { buildCutFlows, buildListFlows } from "./build-flows";
import { type FlowsAnswer, parseFlows } from "./parse-flows";
import { parseInspection } from "./parse-inspection";

const peer = readFileSync(join(import.meta.dirname, "../testing/flows-peer.py"), "utf8");
const own = { 4: "198.51.100.10", 6: "2001:db8:20::10" } as const;
const far = { 4: "198.51.100.20", 6: "2001:db8:20::20" } as const;

/** A server of these ports for everybody, that may begin everything. */
function serving(ports: readonly string[], client: Policy["client"]["mode"]) {
  const policy = startingPolicy("blank", { admin: ["192.0.2.10"] });
  const [purpose] = policy.purposes;
  const [admin] = purpose?.rules ?? [];
  if (purpose === undefined || admin === undefined) throw new Error("no administrator");
  const parts = [
    { protocol: "tcp" as const, ports: [...ports] },
    { protocol: "udp" as const, ports: [...ports] },
  ];
  const open = { ...admin, id: "open", admin: false, sources: ["anyone"], services: ["open"] };
  return policyTexts({
    ...policy,
    purposes: [{ ...purpose, rules: ports.length === 0 ? [admin] : [admin, open] }],
    client: { ...policy.client, mode: client },
    services: [...policy.services, { name: "open", parts, note: "" }],
  });
}

async function run(host: KernelHost, script: string, stdin = ""): Promise<string> {
  const { code, stdout, stderr } = await host.sh(`set -e\n${script}`, stdin);
  if (code !== 0) throw new Error(stderr || stdout);
  return stdout;
}

/** A neighbour beyond a link, and a program at each end that listens and holds flows. */
async function raiseEnds(host: KernelHost): Promise<void> {
  await run(
    host,
    `cat >/run/peer.py
    unshare -n sh -c 'echo $$ >/run/far.pid; exec sleep infinity' >/run/far.log 2>&1 &
    until [ -s /run/far.pid ]; do sleep 0.1; done
    far=$(cat /run/far.pid)
    /sbin/ip link add cable type veth peer name uplink netns "$far"
    /sbin/ip addr add ${own[4]}/24 dev cable && /sbin/ip addr add ${own[6]}/64 dev cable nodad
    /sbin/ip link set cable up
    nsenter -t "$far" -n sh -ec '/sbin/ip addr add ${far[4]}/24 dev uplink
      /sbin/ip addr add ${far[6]}/64 dev uplink nodad; /sbin/ip link set uplink up; /sbin/ip link set lo up'
    mkfifo /run/own /run/far
    /usr/bin/python3 /run/peer.py /run/own tcp:9000 tcp:9002 tcp:9004 udp:9001 talk:9003 >/run/own.out 2>&1 &
    nsenter -t "$far" -n /usr/bin/python3 /run/peer.py /run/far tcp:9100 >/run/far.out 2>&1 &
    for end in own far; do until grep -q up "/run/$end.out"; do sleep 0.1; done; done`,
    peer,
  );
}

/** Writes one command to a program, and waits for its line. */
async function tell(host: KernelHost, end: "own" | "far", command: string): Promise<string> {
  return (
    await run(
      host,
      `before=$(wc -l </run/${end}.out); echo "${command}" >/run/${end}
       i=0; until [ "$(wc -l </run/${end}.out)" -gt "$before" ]; do i=$((i+1)); [ $i -lt 200 ]; sleep 0.05; done
       tail -n 1 /run/${end}.out`,
    )
  ).trim();
}

/** Every named flow with what it meets now. */
async function alive(host: KernelHost): Promise<Record<string, string>> {
  const lines = [await tell(host, "far", "try"), await tell(host, "own", "try")];
  return Object.fromEntries(
    lines.flatMap((line) =>
      line
        .split(" ")
        .filter(Boolean)
        .map((word) => word.split("=")),
    ),
  );
}

async function keep(host: KernelHost, texts: ReturnType<typeof serving>): Promise<void> {
  const id = newId();
  const outcomes = [outcome(await apply(host, id, 0, texts)), outcome(await confirm(host, id))];
  if (outcomes.join() !== "applied,confirmed") throw new Error(`not kept: ${outcomes}`);
}

async function ask(host: KernelHost, script: string, connection?: string): Promise<FlowsAnswer> {
  const { stdout, stderr } = await host.call(script, connection);
  const answer = parseFlows(stdout);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems) + stdout + stderr);
  return answer.value;
}

async function factsOf(host: KernelHost): Promise<HostFacts> {
  const facts = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
  if (!facts.ok) throw new Error(JSON.stringify(facts.problems));
  return facts.value;
}

const named: Readonly<Record<string, number>> = {
  early: 9004,
  web: 9000,
  web6: 9000,
  udp: 9001,
  foreign: 9002,
  talk: 9003,
  out: 9100,
};
const nameOf = ({ family, original }: Flow) =>
  Object.entries(named).find(
    ([name, port]) =>
      port === original.destinationPort && (name === "web6") === (family === 6 && port === 9000),
  )?.[0] ?? "other";

/** Every flow by its name, with what the rules that are live say of it. */
async function judged(host: KernelHost): Promise<{ flows: Map<string, Flow>; said: Record<string, string> }> {
  const facts = await factsOf(host);
  const { listing } = await ask(host, buildListFlows({ endWord: newEndWord() }));
  const flows = new Map<string, Flow>();
  const said: Record<string, string> = {};
  for (const flow of joinFlows(listing, new Set(facts.addresses.map(({ address }) => address)))) {
    const text = flow.family === 4 ? facts.live.ipv4 : facts.live.ipv6;
    const tables = parseLive(text ?? "", flow.family);
    if (!tables.ok) throw new Error("the tables cannot be read");
    const { asNew, open } = judgeFlow(flow, tables.value, facts, { untracked: !flow.tracked });
    flows.set(nameOf(flow), flow);
    said[nameOf(flow)] = `${flow.way} ${asNew} ${open}`;
  }
  return { flows, said };
}

/** Flows of every kind are open, then the rules are narrowed to the administrator alone. */
async function narrowed(host: KernelHost): Promise<void> {
  await raiseEnds(host);
  // No rule asks for a state yet, so that nothing tracks this one.
  expect(await tell(host, "far", `open early tcp ${own[4]} 9004`)).toBe("early open");
  await keep(host, serving(["9000:9004"], "everything"));
  // Somebody else's rule, in front of ours, lets through whatever is open.
  await run(
    host,
    "iptables -I INPUT -p tcp -m multiport --ports 9002,9003 -m conntrack --ctstate ESTABLISHED -j ACCEPT",
  );
  for (const [name, protocol, address, port] of [
    ["web", "tcp", own[4], 9000],
    ["web6", "tcp", own[6], 9000],
    ["udp", "udp", own[4], 9001],
    ["foreign", "tcp", own[4], 9002],
    ["talk", "tcp", own[4], 9003],
  ] as const) {
    expect(await tell(host, "far", `open ${name} ${protocol} ${address} ${port}`)).toBe(`${name} open`);
  }
  expect(await tell(host, "own", `open out tcp ${far[4]} 9100`)).toBe("out open");
  await keep(host, serving([], "everything"));
}

describe.each(hostKinds)("open flows on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("are told as the kernel treats them, and end where they are picked", async ({ host }) => {
    await narrowed(host);
    const { said, flows } = await judged(host);
    expect(said).toEqual({
      web: "in refused ended",
      web6: "in refused ended",
      udp: "in refused ended",
      foreign: "in refused lives",
      talk: "in refused lives",
      out: "out accept lives",
      // It would go on if the host were the first to send.
      early: "in refused cannot-tell",
    });
    expect(await alive(host)).toEqual({
      web: "silent",
      web6: "silent",
      udp: "silent",
      foreign: "works",
      // It sends without end, so that something always comes.
      talk: "works",
      out: "works",
      early: "silent",
    });

    // What is picked ends, and nothing else does: also one whose server goes on sending.
    const picked = ["foreign", "talk", "web6", "udp"].map((name) => {
      const flow = flows.get(name);
      if (flow === undefined) throw new Error(name);
      return flow;
    });
    const { listing, kept } = await ask(host, buildCutFlows({ endWord: newEndWord(), flows: picked }));
    expect(kept).toEqual([]);
    const left = new Set(joinFlows(listing, new Set(Object.values(own))).map(endsKey));
    expect(picked.filter((flow) => left.has(endsKey(flow)))).toEqual([]);
    expect(await alive(host)).toMatchObject({
      foreign: "closed",
      talk: "closed",
      web: "silent",
      out: "works",
    });
    expect((await host.sh("cat /proc/net/nf_conntrack")).stdout).not.toMatch(
      /ESTABLISHED.*dport=900[23] .*ASSURED/,
    );
  });
});

describe("open flows", () => {
  const test = hostTest({ backend: "nft", shell: "dash" });

  test("are listed and ended by their sockets alone where nothing tracks them or no tool is there", async ({
    host,
  }) => {
    await narrowed(host);
    // As on a host without the tool, whose kernel has no such file.
    const bare = (script: string) =>
      script
        .replaceAll("/proc/net/nf_conntrack ", "/proc/net/none ")
        .replaceAll("have conntrack", "have no-conntrack");
    const { listing } = await ask(host, bare(buildListFlows({ endWord: newEndWord() })));
    expect(listing.tools).toEqual({ sockets: true, tracking: false, untrack: false });
    const flows = joinFlows(listing, new Set(Object.values(own)));
    expect(flows.map((flow) => `${nameOf(flow)} ${flow.way}`).toSorted()).toEqual([
      "early in",
      "foreign in",
      "out out",
      "talk in",
      "web in",
      "web6 in",
    ]);
    const picked = flows.filter((flow) => nameOf(flow) === "talk");
    const after = await ask(host, bare(buildCutFlows({ endWord: newEndWord(), flows: picked })));
    expect(joinFlows(after.listing, new Set(Object.values(own))).map(nameOf)).not.toContain("talk");
    expect(await alive(host)).toMatchObject({ talk: "closed", foreign: "works" });
  });

  test("that the panel itself came in by are left alone, and so are all where a line has another form", async ({
    host,
  }) => {
    await narrowed(host);
    const { flows } = await judged(host);
    const foreign = flows.get("foreign");
    if (foreign === undefined) throw new Error("no flow");
    const connection = `::ffff:${far[4]} 40000 ${own[4]} 9002`;
    const { kept } = await ask(host, buildCutFlows({ endWord: newEndWord(), flows: [foreign] }), connection);
    expect(kept).toEqual([0]);
    expect(await alive(host)).toMatchObject({ foreign: "works" });

    // Nothing that is sent is ever a word of the shell: a line of another form ends nothing, and is told.
    const good = buildCutFlows({ endWord: newEndWord(), flows: [foreign] });
    const address = `${far[4]} `;
    for (const bad of ["$(>/run/ran) ", "`touch</run/ran` ", "; ", "* ", ""]) {
      const answer = parseFlows((await host.call(good.replaceAll(address, bad))).stdout);
      expect(answer).toMatchObject({ ok: false, problems: [{ code: "flows-failed" }] });
    }
    expect((await host.sh("ls /run/ran")).code).not.toBe(0);
    expect(await alive(host)).toMatchObject({ foreign: "works", out: "works" });
  });
});
