/**
 * Real probes from an address of the practice internet. Used in the internet side's process, and as a program
 * (`node probe.mjs JSON`, a list of requests in, a list of answers out) where they start inside the VPS.
 */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { fileURLToPath } from "node:url";

/**
 * request: {source: address or null, sourcePort?, target, protocol: tcp|udp|ping, port, timeoutMilliseconds, untilGreeted?}
 * answer: {outcome: works|refused|forbidden|timed-out|unreachable, milliseconds}
 */
export async function probe(request) {
  const start = performance.now();
  const outcome = await send(request);
  return { outcome, milliseconds: Math.round(performance.now() - start) };
}

function send(request) {
  switch (request.protocol) {
    case "tcp":
      return tcp(request);
    case "udp":
      return udp(request);
    case "ping":
      return ping(request);
    default:
      throw new Error(`unknown protocol ${request.protocol}`);
  }
}

function outcomeOf(error) {
  switch (error.code) {
    case "ECONNREFUSED":
    case "ECONNRESET":
      return "refused";
    case "ETIMEDOUT":
      return "timed-out";
    // An own OUTPUT chain that drops or rejects makes sendto(2) say so; nothing has left.
    case "EPERM":
    case "EACCES":
      return "forbidden";
    default:
      return "unreachable";
  }
}

function tcp({ source, sourcePort, target, port, timeoutMilliseconds, untilGreeted }) {
  return new Promise((resolve) => {
    const socket = connect({
      host: target,
      port,
      ...(source === null ? {} : { localAddress: source }),
      ...(sourcePort === undefined ? {} : { localPort: sourcePort }),
    });
    const end = (outcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => end("timed-out"), timeoutMilliseconds);
    socket.on(untilGreeted ? "data" : "connect", () => end("works"));
    socket.on("error", (error) => end(outcomeOf(error)));
  });
}

function udp({ source, sourcePort, target, port, timeoutMilliseconds }) {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(target) ? "udp6" : "udp4");
    let ended = false;
    const end = (outcome) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => end("timed-out"), timeoutMilliseconds);
    socket.on("message", () => end("works"));
    socket.on("error", (error) => end(outcomeOf(error)));
    socket.bind({ port: sourcePort ?? 0, ...(source === null ? {} : { address: source }) }, () => {
      // Connected, so that the kernel hands us the ICMP error of a refusal.
      socket.connect(port, target, (error) => {
        if (error) return end(outcomeOf(error));
        socket.send("probe", (failure) => failure && end(outcomeOf(failure)));
      });
    });
  });
}

/** iputils' program, or BusyBox's: Node has no raw sockets. */
const PING_PROGRAMS = [["ping"], ["busybox", "ping"]];

async function ping({ source, target, timeoutMilliseconds }) {
  const seconds = String(Math.max(1, Math.ceil(timeoutMilliseconds / 1000)));
  const options = ["-c", "1", "-W", seconds, ...(source === null ? [] : ["-I", source]), target];
  for (const [program, ...first] of PING_PROGRAMS) {
    const outcome = await runPing(program, [...first, ...options]);
    if (outcome !== null) return outcome;
  }
  throw Object.assign(new Error("The program ping is missing. Install the package iputils-ping."), {
    code: "no-ping",
  });
}

/** Null where there is no such program. */
function runPing(program, parameters) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        text += chunk;
      });
    }
    child.on("error", () => resolve(null));
    child.on("close", (code) => {
      if (code === 0) resolve("works");
      else if (/applet not found/.test(text)) resolve(null);
      else resolve(/unreachable|prohibited|filtered/i.test(text) ? "unreachable" : "timed-out");
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const answers = await Promise.all(JSON.parse(process.argv[2]).map(probe));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
