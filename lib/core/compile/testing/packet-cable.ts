import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import type { Family } from "@/lib/core/net/family";

const word = randomBytes(3).toString("hex");
const spaces = { host: `sk-${word}-h`, peer: `sk-${word}-p` };
export const ends = {
  4: { host: "192.0.2.1", admin: "192.0.2.10", guest: "192.0.2.20", program: "iptables" },
  6: { host: "2001:db8::1", admin: "2001:db8::10", guest: "2001:db8::20", program: "ip6tables" },
} as const;
const lengths = { 4: 24, 6: 64 } as const;

type TcpPacket = { kind: "tcp"; from: string; to: string; sport: number; dport: number; flags: string };
type EchoPacket = { kind: "echo"; from: string; to: string; id: number };
type Answer =
  | { kind: "tcp"; to: string; sport: number; dport: number; flags: string }
  | { kind: "echo"; id: number };

function run(program: string, words: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8", input });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr}`);
  return stdout;
}
export const inHost = (words: readonly string[], input = "") =>
  run("ip", ["netns", "exec", spaces.host, ...words], input);

export const inPeer = (words: readonly string[]) => run("ip", ["netns", "exec", spaces.peer, ...words]);

const children: ChildProcess[] = [];
let peer: ChildProcess;
let answers: AsyncIterator<string>;

async function ask<T>(request: object): Promise<T> {
  peer.stdin?.write(`${JSON.stringify(request)}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error("the peer is gone");
  return JSON.parse(value) as T;
}

const server = `
const ready = [22, 80].map((port) => new Promise((done) =>
  require("node:net").createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(port, "::", done)));
Promise.all(ready).then(() => console.log("ready"));
`;
const peerProgram = fileURLToPath(new URL("packet-peer.py", import.meta.url));

/** Lays the cable before the tests of a file, with servers at ports 22 and 80 of the host, and takes it away behind them. */
export function layCable(): void {
  beforeAll(lay);
  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    for (const space of Object.values(spaces)) spawnSync("ip", ["netns", "del", space]);
  });
}

async function lay(): Promise<void> {
  for (const space of Object.values(spaces)) run("ip", ["netns", "add", space]);
  const link = ["link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", spaces.peer];
  run("ip", ["-n", spaces.host, ...link]);
  for (const [name, space] of Object.entries(spaces)) {
    for (const family of [4, 6] as const) {
      const { host, admin, guest } = ends[family];
      for (const address of name === "host" ? [host] : [admin, guest]) {
        const words = ["addr", "add", `${address}/${lengths[family]}`, "dev", "eth0"];
        run("ip", ["-n", space, ...words, ...(family === 6 ? ["nodad"] : [])]);
      }
    }
    for (const device of ["lo", "eth0"]) run("ip", ["-n", space, "link", "set", device, "up"]);
  }
  inHost(["sh", "-c", "for one in all eth0; do echo 0 >/proc/sys/net/ipv4/conf/$one/rp_filter; done"]);
  const listening = spawn("ip", ["netns", "exec", spaces.host, process.execPath, "-e", server], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(listening);
  await new Promise<void>((done) => listening.stdout?.once("data", () => done()));
  const mac = run("ip", ["-n", spaces.host, "-br", "link", "show", "eth0"]).split(/\s+/)[2] ?? "";
  peer = spawn("ip", ["netns", "exec", spaces.peer, "python3", peerProgram, "eth0", mac], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(peer);
  if (peer.stdout === null) throw new Error("no answers");
  answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
}

/** Makes the host know at which end of the cable an address is; nobody holds it, so that no kernel breaks off what it did not begin. */
export function settle(address: string): string {
  const mac = run("ip", ["-n", spaces.peer, "-br", "link", "show", "eth0"]).split(/\s+/)[2] ?? "";
  const words = ["neigh", "replace", address, "lladdr", mac, "dev", "eth0", "nud", "permanent"];
  run("ip", ["-n", spaces.host, ...words]);
  return address;
}

let sources = 100;
/** An address that nobody holds: what is answered to it is seen. */
export function stranger(family: Family): string {
  const number = ++sources;
  return settle(family === 4 ? `192.0.2.${number}` : `2001:db8::${number}`);
}

let ports = 20_000;
let echoes = 100;
export const segment = (family: Family, from: string, dport: number, flags = "S"): TcpPacket => ({
  kind: "tcp",
  from,
  to: ends[family].host,
  sport: ports++,
  dport,
  flags,
});
export const echo = (family: Family, from: string): EchoPacket => ({
  kind: "echo",
  from,
  to: ends[family].host,
  id: echoes++,
});
export const many = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at));

/** How many of the packets were answered before the administrator's echo request, which came last. */
export async function answered(
  family: Family,
  packets: readonly (TcpPacket | EchoPacket)[],
): Promise<number> {
  const withFamily = (packet: TcpPacket | EchoPacket) => ({ ...packet, family });
  const came = await ask<Answer[]>({
    packets: packets.map(withFamily),
    last: withFamily(echo(family, ends[family].admin)),
  });
  const is = (packet: TcpPacket | EchoPacket) => (answer: Answer) =>
    packet.kind === "tcp"
      ? answer.kind === "tcp" && answer.dport === packet.sport && answer.flags === "SA"
      : answer.kind === "echo" && answer.id === packet.id;
  return packets.filter((packet) => came.some(is(packet))).length;
}

/** Opens real connections of the guest in place of those before, and answers how many echo what is said. */
export const connect = (family: Family, count: number, port = 80) =>
  ask<number>({ connect: [ends[family].guest, ends[family].host, port], count, patience: 20 });
/** How many of them still echo. */
export const talk = () => ask<number>({ talk: true });
