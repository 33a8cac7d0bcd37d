import { createServer, type Server as TcpServer } from "node:net";
import { Server, type ServerChannel } from "ssh2";
import { keyFingerprint } from "./fingerprint";
import { makeKey } from "./make-key";
import { parsePrivateKey } from "./parse-key";

/** What an exec of the scripted server is about. */
export type ScriptedExec = {
  readonly line: string;
  readonly channel: ServerChannel;
  /** Everything that came on stdin until its end. */
  readonly script: Promise<string>;
  /** Cuts the TCP connection without a word. */
  readonly drop: () => void;
};

export type ScriptedServer = {
  readonly port: number;
  readonly fingerprint: string;
  readonly connections: () => number;
  close(): Promise<void>;
};

/**
 * An SSH server in this process, for tests: an exec does what the test says, down to dropping the connection.
 * `publicKey` is the only key that gets in; `password` the only password (neither: nobody gets in).
 */
export async function scriptedServer(options: {
  readonly publicKey?: string;
  readonly password?: string;
  readonly exec?: (exec: ScriptedExec) => void;
  /** Runs on each new connection, before the login. */
  readonly onConnection?: (drop: () => void) => void;
}): Promise<ScriptedServer> {
  const hostKey = makeKey("scripted");
  const sockets = new Set<{ destroy(): void }>();
  let connections = 0;
  const ssh = new Server({ hostKeys: [hostKey.privateKey] }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (context) => {
      const key = context.method === "publickey" ? context.key.data.toString("base64") : null;
      if (key !== null && options.publicKey?.split(" ")[1] === key) context.accept();
      else if (context.method === "password" && context.password === options.password) context.accept();
      else context.reject(["publickey", "password"]);
    });
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, info) => {
        const channel = acceptExec();
        const chunks: Buffer[] = [];
        const script = new Promise<string>((resolve) => {
          channel.on("data", (chunk: Buffer) => chunks.push(chunk));
          channel.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
        });
        options.exec?.({ line: info.command, channel, script, drop: () => dropAll() });
      });
    });
  });
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const tcp: TcpServer = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    options.onConnection?.(() => socket.destroy());
    if (!socket.destroyed) ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  const address = tcp.address();
  if (address === null || typeof address === "string") throw new Error("The test server has no port.");
  const parsed = parsePrivateKey(hostKey.privateKey, null);
  if (!parsed.ok) throw new Error("The host key cannot be read.");
  return {
    port: address.port,
    fingerprint: keyFingerprint(parsed.value.getPublicSSH()),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        tcp.close(() => resolve());
        dropAll();
      }),
  };
}
