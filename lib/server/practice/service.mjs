/**
 * Programs that listen, for the practice VPS.
 *   node service.mjs all                      starts every service of topology.mjs as a process of its own, and ends
 *   node service.mjs NAME "tcp any 80" …      is one of them
 */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { answerName } from "./answer-name.mjs";
import { services } from "./topology.mjs";

const [name, ...sockets] = process.argv.slice(2);
if (name === "all") await startAll();
else serve();

async function startAll() {
  await Promise.all(
    services.map(
      (service) =>
        new Promise((resolve) => {
          const child = spawn(
            process.execPath,
            [fileURLToPath(import.meta.url), service.name, ...service.sockets],
            { detached: true, stdio: ["ignore", "pipe", "inherit"] },
          );
          child.stdout.once("data", resolve);
          child.on("exit", resolve);
          child.unref();
        }),
    ),
  );
  process.exit(0);
}

async function serve() {
  // `ss -p` shows this name.
  process.title = name;
  const open = [];
  for (const socket of sockets) {
    const [protocol, where, port] = socket.split(" ");
    for (const address of addressesOf(where)) {
      open.push(protocol === "tcp" ? tcp(address, Number(port)) : udp(address, Number(port)));
    }
  }
  await Promise.all(open);
  process.stdout.write("listening\n");
}

/** `any`, `local`, or one address. */
function addressesOf(where) {
  if (where === "any") return ["0.0.0.0", "::"];
  return where === "local" ? ["127.0.0.1", "::1"] : [where];
}

/** Resolves also where a socket cannot be had (a host without IPv6): the rest is still worth having. */
function tcp(address, port) {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(greeting(port));
    });
    server.on("error", (error) => resolve(console.error(String(error))));
    server.listen({ host: address, port, ipv6Only: true }, resolve);
  });
}

/** Bound to one address, as name servers do: from a wildcard socket the answer could leave with another source. */
function udp(address, port) {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(":") ? { type: "udp6", ipv6Only: true } : { type: "udp4" });
    const answer = (message) => (name === "outside" && port === 53 ? answerName(message) : null);
    socket.on("message", (message, from) => socket.send(answer(message) ?? message, from.port, from.address));
    socket.on("error", (error) => resolve(console.error(String(error))));
    socket.bind(port, address, resolve);
  });
}

function greeting(port) {
  if (port === 25 || port === 587) return "220 practice ESMTP\r\n";
  const body = "This is the practice VPS.\n";
  return `HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
