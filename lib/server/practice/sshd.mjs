/**
 * The SSH server of the practice VPS. Like sshd it runs `sh -c LINE` in a session of its own with SSH_CONNECTION set
 * from the TCP connection, and ends the channel when the command has ended and its output is closed.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, isIPv6 } from "node:net";
import ssh2 from "ssh2";

const { Server, utils } = ssh2;
const PORT = 22;
process.title = "sshd";

const connections = new Map();
const server = new Server(
  { hostKeys: [readFileSync("/etc/ssh/ssh_host_ed25519_key")], ident: "practice" },
  (client, info) => serve(client, connections.get(`${info.ip} ${info.port}`) ?? ""),
);

function serve(client, sshConnection) {
  client.on("error", () => {});
  client.on("authentication", (context) => {
    if (context.username === "root" && context.method === "publickey" && isAuthorised(context))
      context.accept();
    else context.reject(["publickey"]);
  });
  client.on("session", (accept) => {
    const session = accept();
    session.on("exec", (acceptExec, _reject, { command }) =>
      run(acceptExec(), ["-c", command], sshConnection),
    );
    session.on("shell", (acceptShell) => run(acceptShell(), [], sshConnection));
  });
}

/** Read at each login, so that a key added or removed counts at once. */
function isAuthorised(context) {
  for (const line of readFileSync("/root/.ssh/authorized_keys", "utf8").split("\n")) {
    const key = line.trim() === "" ? null : utils.parseKey(line);
    if (key === null || key instanceof Error) continue;
    if (key.type !== context.key.algo || !key.getPublicSSH().equals(context.key.data)) continue;
    // Without a signature the client only asks whether this key would do.
    return (
      context.signature === undefined ||
      key.verify(context.blob, context.signature, context.hashAlgo) === true
    );
  }
  return false;
}

function run(channel, parameters, sshConnection) {
  const child = spawn("sh", parameters, {
    cwd: "/root",
    detached: true,
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/root",
      USER: "root",
      LOGNAME: "root",
      SHELL: "/bin/sh",
      SSH_CONNECTION: sshConnection,
      SSH_CLIENT: sshConnection
        .split(" ")
        .filter((_word, index) => index !== 2)
        .join(" "),
    },
  });
  channel.on("error", () => {});
  child.stdin.on("error", () => {});
  // As with sshd, what goes on after its connection is gone finds its output closed, and not merely unread.
  channel.on("close", () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.on("error", () => {
    channel.exit(127);
    channel.end();
  });
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on("close", (code, signal) => {
    if (signal === null) channel.exit(code ?? 0);
    else channel.exit(signal.replace(/^SIG/, ""));
    channel.end();
  });
}

function listen(address) {
  return new Promise((resolve) => {
    const tcp = createServer({ noDelay: true }, (socket) => {
      const key = `${socket.remoteAddress} ${socket.remotePort}`;
      connections.set(key, `${key} ${socket.localAddress} ${socket.localPort}`);
      socket.on("close", () => connections.delete(key));
      socket.on("error", () => {});
      server.injectSocket(socket);
    });
    // A VPS without IPv6 has one listener only.
    tcp.on("error", (error) => (isIPv6(address) ? resolve() : fail(error)));
    tcp.listen({ host: address, port: PORT, ipv6Only: true }, resolve);
  });
}

function fail(error) {
  console.error(String(error));
  process.exit(1);
}

await listen("0.0.0.0");
await listen("::");
process.stdout.write("ready\n");
