/**
 * The internet side of a practice VPS: the first process of its PID namespace, root of its user namespace. Holds the
 * vantage points, boots the VPS, relays the panel's connections to it, and takes orders on a Unix socket.
 *   node internet.mjs FOLDER        (started by launch.mjs; says "ready" on descriptor 3)
 * FOLDER: config.json {publicKey, hostKey, modules}, mapping.json {base, count}; makes panel4.sock, panel6.sock,
 * control.sock, root/ (a mount point that looks empty from outside).
 */
import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildRoot, newBootId } from "./build-root.mjs";
import { probe } from "./probe.mjs";
import { outside, panel, vantagePoints, vps } from "./topology.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const READY = 3;
const CABLE = "vps0";
const BOOT_TIMEOUT = 30_000;

const folder = process.argv[2];
const root = join(folder, "root");
const config = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
const mapping = JSON.parse(readFileSync(join(folder, "mapping.json"), "utf8"));
const ipv6 = existsSync("/proc/net/if_inet6");

/** The running VPS: the process whose death ends it, or null while it is down. */
let running = null;
let restarting = null;
const relayed = new Set();

process.umask(0o077);
layAddresses();
process.umask(0o022);
buildRoot(root, { base: mapping.base, nodePath: process.execPath, ...config });
process.umask(0o077);
await boot();
await startOutside();
await listen("panel4.sock", (socket) => relay(socket, panel.ipv4, vps.ipv4[0]));
if (ipv6) await listen("panel6.sock", (socket) => relay(socket, panel.ipv6, vps.ipv6[0]));
await listen("control.sock", takeOrder);
writeSync(READY, "ready\n");
closeSync(READY);

/** Every address of the vantage points' prefixes is local here, so a probe may come from any of them. */
function layAddresses() {
  ip("link", "set", "lo", "up");
  for (const { ipv4, ipv6: six } of Object.values(vantagePoints)) {
    ip("route", "add", "local", ipv4.prefix, "dev", "lo");
    ip("addr", "add", `${ipv4.address}/32`, "dev", "lo");
    if (!ipv6) continue;
    ip("-6", "route", "add", "local", six.prefix, "dev", "lo");
    ip("addr", "add", `${six.address}/128`, "dev", "lo", "nodad");
  }
  ip("addr", "add", `${panel.ipv4}/32`, "dev", "lo");
  if (!ipv6) return;
  ip("addr", "add", `${panel.ipv6}/128`, "dev", "lo", "nodad");
  ip("addr", "add", `${outside.ipv6}/128`, "dev", "lo", "nodad");
  // IPv6 takes a source address that is only routed, not assigned, with this switch alone.
  writeFileSync("/proc/sys/net/ipv6/ip_nonlocal_bind", "1");
}

function ip(...parameters) {
  execFileSync("ip", parameters, { stdio: ["ignore", "ignore", "inherit"] });
}

function boot() {
  const addresses = [
    ...vps.ipv4.flatMap((address) => ["vps4", `${address}/${vps.lengths.ipv4}`]),
    ...["router4", `${vps.gateway.ipv4}/${vps.lengths.ipv4}`, "route4", vps.gateway.ipv4],
    ...vps.ipv6.flatMap((address) => ["vps6", `${address}/${vps.lengths.ipv6}`]),
    ...["router6", `${vps.gateway.ipv6}/${vps.lengths.ipv6}`, "route6", vps.gateway.ipv6],
  ];
  const preserve = mapping.count === 1 ? "yes" : "no";
  const child = spawn(
    "unshare",
    [
      ...["--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "sh", join(here, "boot-vps.sh")],
      ...[
        root,
        String(mapping.base),
        String(mapping.count),
        preserve,
        CABLE,
        ipv6 ? "yes" : "no",
        ...addresses,
      ],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  running = child;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The VPS did not come up in time.")), BOOT_TIMEOUT);
    child.stdout.on("data", (chunk) => {
      if (!String(chunk).includes("ready")) return;
      clearTimeout(timer);
      resolve();
    });
    child.on("exit", () => {
      clearTimeout(timer);
      if (running === child) running = null;
      reject(new Error("The VPS ended while it booted."));
    });
  });
}

/** The kernel takes its time to remove a dead network, and may do so at any moment: gone is gone, whoever did it. */
function removeCable() {
  const there = () => existsSync(`/proc/sys/net/ipv4/conf/${CABLE}`);
  if (!there()) return;
  try {
    ip("link", "del", CABLE);
  } catch (cause) {
    if (there()) throw cause;
  }
}

/** Ends every process of the VPS, forgets its network and /run and /tmp, and boots it again with a new boot id. */
async function restart() {
  const child = running;
  running = null;
  if (child !== null) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
  for (const socket of relayed) socket.destroy();
  removeCable();
  newBootId(root);
  await boot();
}

function listen(name, onConnection) {
  const path = join(folder, name);
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, onConnection);
    server.on("error", reject);
    server.listen(path, resolve);
  });
}

/** One connection of the panel is one new TCP connection from the panel's address to the VPS. */
function relay(socket, source, target) {
  const tcp = connect({ host: target, port: 22, localAddress: source, allowHalfOpen: true, noDelay: true });
  relayed.add(tcp);
  relayed.add(socket);
  let connected = false;
  tcp.on("connect", () => {
    connected = true;
    socket.pipe(tcp);
    tcp.pipe(socket);
  });
  tcp.on("error", (error) => {
    // RFC 4253 lets a server send lines before its greeting: the panel learns what the connection met.
    if (!connected) socket.write(`relay: ${error.code}\r\n`);
  });
  tcp.on("close", () => {
    relayed.delete(tcp);
    socket.end();
  });
  socket.on("error", () => tcp.destroy());
  socket.on("close", () => {
    relayed.delete(socket);
    tcp.destroy();
  });
}

/** Servers of the outside world, for the VPS as a client. They listen on every address of this side. */
async function startOutside() {
  const sockets = [
    ...outside.tcp.map((port) => `tcp any ${port}`),
    ...outside.udp.flatMap((port) => [`udp ${outside.ipv4} ${port}`, `udp ${outside.ipv6} ${port}`]),
  ];
  await new Promise((resolve) => {
    const child = spawn(process.execPath, [join(here, "service.mjs"), "outside", ...sockets], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.once("data", resolve);
    child.on("exit", resolve);
  });
}

/** One line of JSON in, one line out, then the end. */
function takeOrder(socket) {
  let text = "";
  socket.on("error", () => {});
  socket.on("data", async (chunk) => {
    text += chunk;
    if (!text.includes("\n")) return;
    const line = text;
    text = "";
    const answer = await carryOut(line).catch((error) => ({
      ok: false,
      code: error.code ?? "practice-failed",
      text: error.message,
    }));
    socket.end(`${JSON.stringify(answer)}\n`);
  });
}

async function carryOut(line) {
  const order = JSON.parse(line);
  switch (order.verb) {
    case "status":
      return { ok: true, running: running !== null, ipv6 };
    case "restart":
      // A second order while one is carried out is the same order.
      restarting ??= restart().finally(() => {
        restarting = null;
      });
      await restarting;
      return { ok: true };
    case "probe":
      return { ok: true, answers: await runProbes(order.probes) };
    default:
      return { ok: false, code: "unknown-order", text: `Unknown order ${order.verb}.` };
  }
}

/** All at once; those from inside the VPS share one program, since a start of it takes longer than a probe. */
async function runProbes(orders) {
  const requests = orders.map(probeRequest);
  const inside = orders.flatMap(({ from }, index) => (from === "vps" ? [requests[index]] : []));
  const insideAnswers = inside.length > 0 ? probeInside(inside) : Promise.resolve([]);
  const places = orders.map(({ from }, index) => (from === "vps" ? null : probe(requests[index])));
  const [told, seen] = await Promise.all([insideAnswers, Promise.all(places)]);
  return seen.map((answer) => answer ?? told.shift());
}

function probeRequest({ from, family, source, target, ...request }) {
  const version = family === 4 ? "ipv4" : "ipv6";
  if (from === "vps") return { ...request, source: source ?? null, target: target ?? outside[version] };
  const address = from === "panel" ? panel[version] : vantagePoints[from][version].address;
  return { ...request, source: source ?? address, target: target ?? vps[version][0] };
}

function probeInside(requests) {
  const network = `--net=/proc/${vpsProcess()}/ns/net`;
  return new Promise((resolve, reject) => {
    const program = join(here, "probe.mjs");
    const child = spawn("nsenter", [network, process.execPath, program, JSON.stringify(requests)]);
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("error", reject);
    child.on("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error("The probe inside the VPS did not run."));
      }
    });
  });
}

/** Any process of the VPS: one whose network namespace is not ours. */
function vpsProcess() {
  const own = readlinkSync("/proc/self/ns/net");
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readlinkSync(`/proc/${name}/ns/net`) !== own) return name;
    } catch {
      // It ended meanwhile, or is not ours to look at.
    }
  }
  throw new Error("The VPS is down.");
}
