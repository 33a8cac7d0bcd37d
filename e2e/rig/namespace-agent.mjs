// Runs inside one network namespace of the rig. Takes one JSON request a line on stdin and answers each on stdout:
//   {id, op:"listen", protocol, address, port}                     → {id, answer:"listening"}
//   {id, op:"connect", protocol, from, fromPort?, to, port, wait}  → {id, answer:"works"|"refused"|"silent"|"forbidden"}
// Listeners echo: a probe works only when an answer comes back, so both directions count.
import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const udpOf = (address) => (address.includes(":") ? "udp6" : "udp4");

function listen({ protocol, address, port }) {
  return new Promise((resolve, reject) => {
    if (protocol === "tcp") {
      const server = createServer((socket) => {
        socket.on("error", () => socket.destroy());
        socket.end("hello\n");
      });
      server
        .once("error", reject)
        .listen({ host: address, port, ipv6Only: true }, () => resolve("listening"));
    } else {
      const socket = createSocket({ type: udpOf(address), ipv6Only: address.includes(":") });
      socket.on("message", (text, peer) => socket.send(text, peer.port, peer.address, () => {}));
      socket.once("error", reject).bind(port, address, () => resolve("listening"));
    }
  });
}

/** What an error of connect(2) or send(2) tells of the firewall. */
function verdictOf(code) {
  if (code === "ECONNREFUSED") return "refused";
  // A rule of the machine's own OUTPUT: dropped or rejected before it left.
  if (code === "EPERM" || code === "EACCES") return "forbidden";
  return "silent";
}

function connectTcp({ from, fromPort, to, port, wait }) {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port, localAddress: from, localPort: fromPort });
    const end = (answer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end("silent"), wait);
    socket.once("data", () => end("works"));
    socket.once("error", ({ code }) => end(verdictOf(code)));
  });
}

function connectUdp({ from, fromPort, to, port, wait }) {
  return new Promise((resolve) => {
    const socket = createSocket(udpOf(to));
    const end = (answer) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end("silent"), wait);
    socket.once("error", ({ code }) => end(verdictOf(code)));
    socket.once("message", () => end("works"));
    socket.bind(fromPort ?? 0, from, () =>
      // A connected socket is told of ICMP errors.
      socket.connect(port, to, () => socket.send("hello", (cause) => cause && end(verdictOf(cause.code)))),
    );
  });
}

const operations = {
  listen,
  connect: (request) => (request.protocol === "tcp" ? connectTcp(request) : connectUdp(request)),
};

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const request = JSON.parse(line);
    const answer = await operations[request.op](request).catch((cause) => `error: ${cause.message}`);
    process.stdout.write(`${JSON.stringify({ id: request.id, answer })}\n`);
  })
  .once("close", () => process.exit(0));
