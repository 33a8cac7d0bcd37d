import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import type { BlockedEntry } from "@/lib/core/blocked/blocked-entry";
import { compile } from "@/lib/core/compile/compile";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Policy } from "@/lib/core/policy/schema";
import { blockedText } from "@/lib/server/hosts/scripts/blocked-text";
import { blockedReader } from "./parse-blocked";

const addresses = {
  host: ["192.0.2.1", "2001:db8::1"],
  peer: ["192.0.2.20", "2001:db8::20"],
} as const;
type Place = keyof typeof addresses;
const places = Object.keys(addresses) as Place[];
const word = randomBytes(3).toString("hex");
const space = (place: Place) => `sk-${word}-${place}`;
const port = 8443;

function run(program: string, words: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8", input });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr}`);
  return stdout;
}
const ip = (...words: string[]) => run("ip", words);
const inside = (place: Place, ...words: string[]) => ["netns", "exec", space(place), ...words];

/** Takes connections of both families and keeps them. */
const server = `require("node:net").createServer((one) => one.on("error", () => {})).listen(${port}, "::", () => console.log("ready"))`;
const servers: ReturnType<typeof spawn>[] = [];

async function serve(place: Place): Promise<void> {
  const child = spawn("ip", inside(place, process.execPath, "-e", server), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(child);
  await new Promise((resolve) => child.stdout.once("data", resolve));
}

/** How a connection to each address of a place begins: `works`, or the error that the kernel tells. All of them are answered. */
function connect(from: Place, to: Place): string[] {
  const program = `
    const net = require("node:net");
    const one = (host) => new Promise((done) => {
      const socket = net.connect({ port: ${port}, host, timeout: 60_000 });
      const end = (word) => (socket.destroy(), done(word));
      socket.once("connect", () => end("works")).once("error", ({ code }) => end(code)).once("timeout", () => end("silence"));
    });
    Promise.all(${JSON.stringify(addresses[to])}.map(one)).then((words) => console.log(words.join(" ")));`;
  return run("ip", inside(from, process.execPath, "-e", program))
    .trim()
    .split(" ");
}

beforeAll(async () => {
  for (const place of places) ip("netns", "add", space(place));
  const far = ["peer", "name", "eth0", "netns", space("peer")];
  ip("-n", space("host"), "link", "add", "eth0", "type", "veth", ...far);
  for (const place of places) {
    const [four, six] = addresses[place];
    ip("-n", space(place), "addr", "add", `${four}/24`, "dev", "eth0");
    ip("-n", space(place), "addr", "add", `${six}/64`, "dev", "eth0", "nodad");
    // What a rule refuses on its way out is told to the program by way of the loopback.
    for (const device of ["lo", "eth0"]) ip("-n", space(place), "link", "set", device, "up");
  }
  await Promise.all(places.map(serve));
});
afterAll(() => {
  for (const child of servers) child.kill("SIGKILL");
  for (const place of places) spawnSync("ip", ["netns", "del", space(place)]);
});

const facts = { ...hostFacts({ ipv4: null, ipv6: null }), log: "nflog" as const };
const programs = { 4: "iptables", 6: "ip6tables" } as const;

/** Loads the rules of a policy in both families, with counters at nothing. */
function load(policy: Policy): void {
  const compiled = compile(policy, facts);
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("both families are compiled");
  for (const ruleset of [compiled.value.ruleset4, compiled.value.ruleset6]) {
    const jumps = "-F INPUT\n-F OUTPUT\n-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT\n";
    const text = renderRestore(ruleset).replace(/COMMIT\n$/, jumps);
    run("ip", inside("host", `${programs[ruleset.family]}-restore`, "-n"), text);
  }
}

/** What the first rule of each family whose text holds this has counted. */
const counted = (text: string) =>
  ([4, 6] as const).map((family) => {
    const saved = run("ip", inside("host", `${programs[family]}-save`, "-c", "-t", "filter"));
    const line = saved.split("\n").find((one) => one.includes(text));
    return Number(/^\[(\d+):/.exec(line ?? "")?.[1]);
  });

/** What the host's own log reader tells while `act` is done, until it told so many. */
async function heard(act: () => void, enough: number): Promise<readonly BlockedEntry[]> {
  const child = spawn("ip", inside("host", "sh", "-s", "--", ""), { stdio: ["pipe", "pipe", "ignore"] });
  const entries: BlockedEntry[] = [];
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let ready = () => {};
  const begun = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const told = new Promise<void>((resolve) => {
    const reader = blockedReader((frame) => {
      entries.push(...frame.entries.map(({ entry }) => entry));
      if (briefly(entries).length >= enough) resolve();
      // From its first frame on it hears all that comes.
      ready();
    });
    let open = "";
    child.stdout.on("data", (data) => {
      const lines = (open + data).split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) reader.take(line);
    });
    void ended.then(resolve);
  });
  child.stdin.end(blockedText());
  try {
    await begun;
    act();
    await told;
  } finally {
    child.stdout.destroy();
    await ended;
  }
  return entries;
}

const sandbox = startingPolicy("egress-sandbox", { destination: ["198.51.100.0/24"] });
const guarded = (observe: boolean): Policy => {
  const base = startingPolicy("blank", { admin: ["203.0.113.9"] });
  const service = { name: "app", parts: [{ protocol: "tcp" as const, ports: [String(port)] }], note: "" };
  const rule = { sources: ["anyone"], services: ["app"] };
  const rules = [
    inboundRuleSchema.parse({ ...rule, id: "no-app", verdict: "reject", ...(observe && { observe }) }),
    inboundRuleSchema.parse({ ...rule, id: "app" }),
  ];
  return {
    ...base,
    purposes: base.purposes.map((purpose) => ({ ...purpose, rules: [...purpose.rules, ...rules] })),
    services: [...base.services, service],
  };
};
const briefly = (entries: readonly BlockedEntry[]) =>
  entries
    .filter(({ flags }) => flags.join() === "SYN")
    .map(({ prefix, way, family, destinationPort, uid }) => ({ prefix, way, family, destinationPort, uid }))
    .sort((one, other) => one.family - other.family);

it("what an observing sandbox would refuse passes, and is counted and logged with its account, in both families; else it is refused", async () => {
  load({ ...sandbox, client: { ...sandbox.client, observe: true } });
  const entries = await heard(() => expect(connect("host", "peer")).toEqual(["works", "works"]), 2);
  const line = { prefix: "sekisho would-reject/OUT: ", way: "out", destinationPort: port, uid: 0 };
  expect(briefly(entries)).toEqual([
    { ...line, family: 4 },
    { ...line, family: 6 },
  ]);
  for (const count of counted("would-reject/OUT")) expect(count).toBeGreaterThan(0);

  load(sandbox);
  expect(connect("host", "peer")).toEqual(["ECONNREFUSED", "ECONNREFUSED"]);
  for (const count of counted("-j REJECT")) expect(count).toBeGreaterThan(0);
});

it("what an observed rule would refuse is decided by the rules below it, and is counted and logged, in both families; else it is refused", async () => {
  load(guarded(true));
  const entries = await heard(() => expect(connect("peer", "host")).toEqual(["works", "works"]), 2);
  expect(briefly(entries).map(({ prefix, way, family }) => [prefix, way, family])).toEqual([
    ["sekisho would-reject/no-app: ", "in", 4],
    ["sekisho would-reject/no-app: ", "in", 6],
  ]);
  for (const count of counted("would-reject/no-app")) expect(count).toBeGreaterThan(0);

  load(guarded(false));
  expect(connect("peer", "host")).toEqual(["ECONNREFUSED", "ECONNREFUSED"]);
});
