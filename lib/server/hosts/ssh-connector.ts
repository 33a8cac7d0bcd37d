import type { Socket } from "node:net";
import { type AnyAuthMethod, Client, type ServerHostKeyAlgorithm } from "ssh2";
import { keyFingerprint, keyType } from "./fingerprint";
import { openSocket, socketFault } from "./open-socket";
import { parsePrivateKey } from "./parse-key";
import { ConnectError, type ConnectFault, type HostConnector, type HostTarget } from "./session";
import { sshSession } from "./ssh-session";

/** A silent peer is noticed after about 9 s: long enough for a busy host, short against the 30 s minimum of an apply. */
const KEEPALIVE_MILLISECONDS = 3000;
const KEEPALIVE_COUNT = 3;

/** Fixed, so that a host with several keys shows the same one each time, whatever the library prefers. */
const HOST_KEY_ORDER: ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

type Seen = { greeting: Buffer; hostKey: Buffer | null; verified: boolean };

/** Opens sessions with ssh2. Every failure is a ConnectError with a fault of its own. */
export const sshConnector: HostConnector = {
  async connect(target, timeoutMilliseconds) {
    if (target.pinnedFingerprint === null) {
      throw new TypeError("A login needs a pinned host key; read it first and have it confirmed.");
    }
    const pinned = target.pinnedFingerprint;
    // Before the connection: a wrong passphrase must not wait for the network.
    const authentication = authenticationMethods(target);
    const deadline = performance.now() + timeoutMilliseconds;
    const socket = await openSocket(target.endpoint, timeoutMilliseconds);
    const localPort = target.endpoint.kind === "tcp" ? (socket.localPort ?? null) : null;
    const client = await login(socket, {
      endpoint: target.endpoint,
      user: target.user,
      authentication,
      pinned,
      timeoutMilliseconds: Math.max(1, deadline - performance.now()),
    });
    return sshSession(client, pinned, localPort);
  },

  async readHostKey(endpoint, timeoutMilliseconds) {
    const deadline = performance.now() + timeoutMilliseconds;
    const socket = await openSocket(endpoint, timeoutMilliseconds);
    return handshake(socket, {
      endpoint,
      timeoutMilliseconds: Math.max(1, deadline - performance.now()),
    });
  },
};

function authenticationMethods(target: HostTarget): AnyAuthMethod[] {
  const { authentication, user: username } = target;
  switch (authentication.kind) {
    case "key": {
      const parsed = parsePrivateKey(authentication.privateKey, authentication.passphrase);
      if (!parsed.ok) {
        const [problem] = parsed.problems;
        const wrong = problem?.code.startsWith("key-passphrase-");
        throw new ConnectError(
          wrong
            ? { code: "passphrase" }
            : { code: "bad-key", detail: problem?.text ?? "The key cannot be read." },
        );
      }
      return [{ type: "publickey", username, key: parsed.value }];
    }
    case "password": {
      const { password } = authentication;
      return [
        { type: "password", username, password },
        {
          type: "keyboard-interactive",
          username,
          // Only a single hidden prompt can be the password; a second factor is not ours to answer.
          prompt: (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.length === 1 && prompts[0]?.echo === false ? [password] : []),
        },
      ];
    }
  }
}

type LoginOptions = {
  readonly endpoint: HostTarget["endpoint"];
  readonly user: string;
  readonly authentication: AnyAuthMethod[];
  readonly pinned: string;
  readonly timeoutMilliseconds: number;
};

function login(socket: Socket, options: LoginOptions): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const seen = watchGreeting(socket);
    const fail = (fault: ConnectFault) => {
      clearTimeout(timer);
      reject(new ConnectError(fault));
      client.destroy();
      socket.destroy();
    };
    const timer = setTimeout(() => fail(timeoutFault(seen, options.endpoint)), options.timeoutMilliseconds);
    // Stays for the life of the client: after the login an error shows as an exec without an exit status.
    client.on("error", (error) => {
      const shown = seen.hostKey === null ? null : keyFingerprint(seen.hostKey);
      if (shown !== null && shown !== options.pinned) {
        fail({ code: "host-key-changed", pinned: options.pinned, shown });
      } else fail(loginFault(error, seen, options.endpoint));
    });
    client.on("close", () =>
      fail(loginFault(new Error("The connection was closed."), seen, options.endpoint)),
    );
    client.on("ready", () => {
      clearTimeout(timer);
      resolve(client);
    });
    client.connect({
      sock: socket,
      username: options.user,
      authHandler: options.authentication,
      algorithms: { serverHostKey: HOST_KEY_ORDER },
      // ssh2 takes any value but undefined as the verdict, a promise too: this must stay a plain boolean.
      hostVerifier: (key: Buffer): boolean => {
        seen.hostKey = key;
        seen.verified = keyFingerprint(key) === options.pinned;
        return seen.verified;
      },
      readyTimeout: 0,
      keepaliveInterval: KEEPALIVE_MILLISECONDS,
      keepaliveCountMax: KEEPALIVE_COUNT,
    });
  });
}

/** Goes as far as the host key and no farther: the verifier refuses every key, so no login is tried. */
function handshake(
  socket: Socket,
  options: { readonly endpoint: HostTarget["endpoint"]; readonly timeoutMilliseconds: number },
): Promise<{ type: string; fingerprint: string }> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const seen = watchGreeting(socket);
    const end = (fault: ConnectFault) => {
      clearTimeout(timer);
      if (seen.hostKey === null) reject(new ConnectError(fault));
      else resolve({ type: keyType(seen.hostKey), fingerprint: keyFingerprint(seen.hostKey) });
      client.destroy();
      socket.destroy();
    };
    const timer = setTimeout(() => end(timeoutFault(seen, options.endpoint)), options.timeoutMilliseconds);
    client.on("error", (error) => end(loginFault(error, seen, options.endpoint)));
    client.on("close", () =>
      end(loginFault(new Error("The connection was closed."), seen, options.endpoint)),
    );
    client.connect({
      sock: socket,
      username: "nobody",
      authHandler: ["none"],
      algorithms: { serverHostKey: HOST_KEY_ORDER },
      hostVerifier: (key: Buffer): boolean => {
        seen.hostKey = key;
        return false;
      },
      readyTimeout: 0,
    });
  });
}

/** Keeps the first bytes that the peer says, to tell an SSH server from anything else. */
function watchGreeting(socket: Socket): Seen {
  const seen: Seen = { greeting: Buffer.alloc(0), hostKey: null, verified: false };
  const listen = (chunk: Buffer) => {
    seen.greeting = Buffer.concat([seen.greeting, chunk]).subarray(0, 512);
    if (seen.greeting.length >= 512 || speaksSsh(seen)) socket.off("data", listen);
  };
  socket.on("data", listen);
  return seen;
}

/** RFC 4253, 4.2: the version line may follow other lines. */
function speaksSsh(seen: Seen): boolean {
  return /(^|\n)SSH-(2\.0|1\.99)-/.test(seen.greeting.toString("latin1"));
}

function timeoutFault(seen: Seen, endpoint: HostTarget["endpoint"]): ConnectFault {
  if (seen.verified) return { code: "timeout", stage: "login" };
  // A relay accepts at once and speaks only when the far side does.
  const connected = endpoint.kind === "tcp" || seen.greeting.length > 0;
  return { code: "timeout", stage: connected ? "greeting" : "connect" };
}

function loginFault(
  error: Error & { level?: string; code?: unknown },
  seen: Seen,
  endpoint: HostTarget["endpoint"],
): ConnectFault {
  const said = seen.greeting.toString("latin1");
  if (endpoint.kind === "socket") {
    // The practice relay names what its own TCP connection met.
    const relayed = /^relay: ([A-Z0-9_]+)\r?\n/.exec(said)?.[1];
    if (relayed !== undefined) return socketFault(relayed);
  }
  if (!speaksSsh(seen)) {
    if (said === "" && error.level === "client-socket")
      return socketFault(String(error.code ?? error.message));
    const first =
      said
        .split(/\r?\n/, 1)[0]
        ?.replace(/[^\x20-\x7e]/g, "?")
        .slice(0, 80) ?? "";
    const detail =
      first === "" ? "The connection was closed before any greeting." : `It greeted with: ${first.trim()}`;
    return { code: "not-ssh", detail };
  }
  if (error.level === "client-authentication") return { code: "authentication" };
  if (!seen.verified) {
    return error.level === "handshake"
      ? { code: "not-ssh", detail: error.message }
      : { code: "unreachable", detail: "The connection was lost before the host had shown its key." };
  }
  // A server that has had enough of us says so with a disconnect message, which carries a number.
  if (typeof error.code === "number") return { code: "authentication" };
  return { code: "unreachable", detail: "The connection was lost during the login." };
}
