import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeKey } from "./make-key";
import { type ScriptedServer, scriptedServer } from "./scripted-server";
import { ConnectError, type ConnectFault, type HostTarget } from "./session";
import { sshConnector } from "./ssh-connector";

const key = makeKey("panel");
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function server(options: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> {
  const made = await scriptedServer(options);
  closers.push(() => made.close());
  return made;
}

/** A TCP server that is not SSH. */
async function plainServer(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const made: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    made.close();
  });
  return (made.address() as AddressInfo).port;
}

function target(port: number, change: Partial<HostTarget> = {}): HostTarget {
  return {
    hostId: "h1",
    user: "root",
    endpoint: { kind: "tcp", address: "127.0.0.1", port },
    authentication: { kind: "key", privateKey: key.privateKey, passphrase: null },
    pinnedFingerprint: "SHA256:none",
    ...change,
  };
}

async function fault(promise: Promise<unknown>): Promise<ConnectFault> {
  const error = await promise.then(
    () => new Error("It connected."),
    (cause: unknown) => cause,
  );
  if (error instanceof ConnectError) return error.fault;
  throw error;
}

describe("connecting", () => {
  it("names a port where nothing listens", async () => {
    const port = await plainServer(() => {});
    await closers.pop()?.();
    expect(await fault(sshConnector.connect(target(port), 2000))).toMatchObject({ code: "refused" });
  });

  it("names a service that is not SSH, with its first words", async () => {
    const port = await plainServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const expected = { code: "not-ssh", detail: "It greeted with: HTTP/1.1 400 Bad Request" };
    expect(await fault(sshConnector.connect(target(port), 2000))).toEqual(expected);
    expect(await fault(sshConnector.readHostKey(target(port).endpoint, 2000))).toEqual(expected);
  });

  it("names a service that hangs up without a word", async () => {
    const port = await plainServer((socket) => socket.end());
    expect(await fault(sshConnector.connect(target(port), 2000))).toMatchObject({ code: "not-ssh" });
  });

  it("gives up on a silent peer and says how far it came", async () => {
    const port = await plainServer(() => {});
    expect(await fault(sshConnector.connect(target(port), 150))).toEqual({
      code: "timeout",
      stage: "greeting",
    });
  });

  it("reads the host key without a login, and logs in with it pinned", async () => {
    const host = await server({ publicKey: key.publicKey });
    const shown = await sshConnector.readHostKey(target(host.port).endpoint, 2000);
    expect(shown).toEqual({ type: "ssh-ed25519", fingerprint: host.fingerprint });
    const session = await sshConnector.connect(
      target(host.port, { pinnedFingerprint: shown.fingerprint }),
      2000,
    );
    expect(session.fingerprint).toBe(host.fingerprint);
    expect(session.localPort).toBeGreaterThan(1023);
    session.close();
  });

  it("refuses a changed host key before any login and shows both fingerprints", async () => {
    let execs = 0;
    const host = await server({ password: "secret", exec: () => (execs += 1) });
    const pinned = makeKey("other").fingerprint;
    const wrong = target(host.port, {
      pinnedFingerprint: pinned,
      authentication: { kind: "password", password: "secret" },
    });
    expect(await fault(sshConnector.connect(wrong, 2000))).toEqual({
      code: "host-key-changed",
      pinned,
      shown: host.fingerprint,
    });
    expect(execs).toBe(0);
  });

  it("never logs in without a pinned host key", async () => {
    const host = await server({ publicKey: key.publicKey });
    const unpinned = target(host.port, { pinnedFingerprint: null });
    await expect(sshConnector.connect(unpinned, 2000)).rejects.toBeInstanceOf(TypeError);
    expect(host.connections()).toBe(0);
  });

  it("names a refused key and a refused password", async () => {
    const host = await server({ publicKey: makeKey("other").publicKey, password: "right" });
    const pinned = { pinnedFingerprint: host.fingerprint };
    expect(await fault(sshConnector.connect(target(host.port, pinned), 2000))).toEqual({
      code: "authentication",
    });
    const authentication = { kind: "password", password: "wrong" } as const;
    expect(await fault(sshConnector.connect(target(host.port, { ...pinned, authentication }), 2000))).toEqual(
      {
        code: "authentication",
      },
    );
  });

  it("names a lost connection during the login as unreachable, not as a refused login", async () => {
    const host = await server({
      publicKey: key.publicKey,
      onConnection: (drop) => setImmediate(() => setImmediate(drop)),
    });
    const got = await fault(sshConnector.connect(target(host.port), 2000));
    expect(["unreachable", "not-ssh"]).toContain(got.code);
  });

  it("names a bad key without touching the network", async () => {
    const host = await server({});
    const authentication = { kind: "key", privateKey: "nonsense", passphrase: null } as const;
    const got = await fault(sshConnector.connect(target(host.port, { authentication }), 2000));
    expect(got.code).toBe("bad-key");
    expect(host.connections()).toBe(0);
  });

  it.each([
    ["relay: ECONNREFUSED\r\n", "refused"],
    ["relay: ETIMEDOUT\r\n", "timeout"],
    ["relay: EHOSTUNREACH\r\n", "unreachable"],
  ])("names what the practice relay met: %j", async (line, code) => {
    const path = join(mkdtempSync(join(tmpdir(), "relay-")), "panel4.sock");
    const relay = createServer((socket) => socket.on("error", () => {}).end(line));
    await new Promise<void>((resolve) => relay.listen(path, resolve));
    closers.push(() => {
      relay.close();
      rmSync(dirname(path), { recursive: true });
    });
    expect(
      (await fault(sshConnector.connect(target(0, { endpoint: { kind: "socket", path } }), 2000))).code,
    ).toBe(code);
  });

  it("says that a practice VPS is not running", async () => {
    const endpoint = { kind: "socket", path: "/nonexistent/panel4.sock" } as const;
    expect(await fault(sshConnector.connect(target(0, { endpoint }), 2000))).toEqual({
      code: "unreachable",
      detail: "The practice VPS is not running.",
    });
  });
});

describe("running a script", () => {
  async function session(exec: NonNullable<Parameters<typeof scriptedServer>[0]["exec"]>) {
    const host = await server({ publicKey: key.publicKey, exec });
    const open = await sshConnector.connect(target(host.port, { pinnedFingerprint: host.fingerprint }), 2000);
    closers.unshift(() => open.close());
    return open;
  }

  it("sends the script on stdin of the constant exec line", async () => {
    const open = await session(async ({ line, script, channel }) => {
      channel.stdout.write(`${line}\n${await script}`);
      channel.stderr.write("note\n");
      channel.exit(3);
      channel.end();
    });
    const plain = await open.run("echo $HOME\n", { sudo: false, timeoutMilliseconds: 2000 });
    expect(plain).toEqual({ code: 3, stdout: 'sh -s -- "$SSH_CONNECTION"\necho $HOME\n', stderr: "note\n" });
    const sudo = await open.run("x", { sudo: true, timeoutMilliseconds: 2000 });
    expect(sudo.stdout).toBe('sudo -n sh -s -- "$SSH_CONNECTION"\nx');
  });

  it("hands on each line as it arrives, whole also when a letter is cut in two", async () => {
    const letter = Buffer.from("関\n");
    let proceed = () => {};
    const first = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const open = await session(async ({ channel }) => {
      channel.write("ARMED 1 2\n");
      await first;
      channel.write(letter.subarray(0, 2));
      setImmediate(() => {
        channel.write(letter.subarray(2));
        channel.write("last");
        channel.exit(0);
        channel.end();
      });
    });
    const lines: string[] = [];
    const answer = await open.run("", {
      sudo: false,
      timeoutMilliseconds: 2000,
      onLine: (line) => {
        lines.push(line);
        // The second half is sent only after the first line was seen here: lines are not held back.
        if (line.startsWith("ARMED")) proceed();
      },
    });
    expect(lines).toEqual(["ARMED 1 2", "関", "last"]);
    expect(answer.code).toBe(0);
  });

  it("knows nothing when the connection drops in the middle", async () => {
    const open = await session(({ channel, drop }) => channel.write("ARMED 1 2\n", () => setImmediate(drop)));
    const lines: string[] = [];
    const answer = await open.run("", {
      sudo: false,
      timeoutMilliseconds: 5000,
      onLine: (line) => lines.push(line),
    });
    expect(answer.code).toBeNull();
    const again = await open.run("", { sudo: false, timeoutMilliseconds: 5000 });
    expect(again.code).toBeNull();
  });

  it("knows nothing after a time-out, and keeps what was said until then", async () => {
    const open = await session(({ channel }) => channel.write("half"));
    const answer = await open.run("", { sudo: false, timeoutMilliseconds: 150 });
    expect(answer).toMatchObject({ code: null, stdout: "half" });
  });

  it("reports a shell killed by a signal as a shell does", async () => {
    const open = await session(({ channel }) => {
      channel.exit("KILL");
      channel.end();
    });
    expect((await open.run("", { sudo: false, timeoutMilliseconds: 2000 })).code).toBe(137);
  });

  it("bounds what a host can make us keep", async () => {
    const block = Buffer.alloc(1024 * 1024, "x");
    const open = await session(({ channel }) => {
      const pour = () => {
        if (!channel.destroyed && channel.writable) channel.write(block, pour);
      };
      pour();
    });
    const answer = await open.run("", { sudo: false, timeoutMilliseconds: 20_000 });
    expect(answer.code).toBeNull();
    expect(answer.stdout.length).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(answer.stderr).toContain("more than");
  });
});
