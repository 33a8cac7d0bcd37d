import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installCommand } from "./install-command";
import { installKeyScript } from "./install-key";
import { makeKey } from "./make-key";
import { ConnectError, type ConnectFault, type HostTarget } from "./session";
import { sshConnector } from "./ssh-connector";

/** A real sshd on loopback with a home folder, keys and settings of its own. */
const folder = mkdtempSync(join(tmpdir(), "sshd-"));
const home = join(folder, "home");
const keysFile = join(folder, "authorized_keys");
const panelKey = makeKey("panel");
let port = 0;
let fingerprint = "";
let daemon: ReturnType<typeof spawn>;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

beforeAll(async () => {
  mkdirSync("/run/sshd", { recursive: true });
  mkdirSync(home, { mode: 0o700 });
  for (const type of ["ed25519", "ecdsa", "rsa"]) {
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", join(folder, `host_${type}`)]);
  }
  const shown = execFileSync("ssh-keygen", ["-lf", join(folder, "host_ed25519.pub")], { encoding: "utf8" });
  fingerprint = shown.split(" ")[1] ?? "";
  writeFileSync(keysFile, `${panelKey.publicKey}\n`);
  port = await freePort();
  const config = join(folder, "config");
  writeFileSync(
    config,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host_rsa
HostKey ${folder}/host_ecdsa
HostKey ${folder}/host_ed25519
AuthorizedKeysFile ${keysFile}
PidFile none
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
SetEnv HOME=${home}
`,
  );
  daemon = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    daemon.stderr?.on("data", (chunk) => {
      said += chunk;
      if (said.includes("Server listening")) resolve();
    });
    daemon.on("exit", () => reject(new Error(`sshd ended: ${said}`)));
  });
});
afterAll(() => {
  daemon?.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

function target(change: Partial<HostTarget> = {}): HostTarget {
  return {
    hostId: "h1",
    user: "root",
    endpoint: { kind: "tcp", address: "127.0.0.1", port },
    authentication: { kind: "key", privateKey: panelKey.privateKey, passphrase: null },
    pinnedFingerprint: fingerprint,
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

async function run(script: string, onLine?: (line: string) => void) {
  const session = await sshConnector.connect(target(), 10_000);
  try {
    return await session.run(script, { sudo: false, timeoutMilliseconds: 20_000, ...(onLine && { onLine }) });
  } finally {
    session.close();
  }
}

describe("OpenSSH", () => {
  it("shows the fingerprint that ssh-keygen prints, of the Ed25519 key among several", async () => {
    expect(await sshConnector.readHostKey(target().endpoint, 10_000)).toEqual({
      type: "ssh-ed25519",
      fingerprint,
    });
  });

  it("runs a script of a megabyte and gives the exit status and both outputs back", async () => {
    const filler = `: ${"x".repeat(1000)}\n`.repeat(1000);
    const answer = await run(`${filler}echo out; echo err >&2; exit 7\n`);
    expect(answer).toEqual({ code: 7, stdout: "out\n", stderr: "err\n" });
  });

  it("passes the connection as the server sees it, our own port in it", async () => {
    const session = await sshConnector.connect(target(), 10_000);
    const answer = await session.run('echo "$1"', { sudo: false, timeoutMilliseconds: 10_000 });
    expect(answer.stdout).toBe(`127.0.0.1 ${session.localPort} 127.0.0.1 ${port}\n`);
    session.close();
  });

  it.skipIf(!existsSync("/usr/bin/sudo"))("passes it through sudo as well", async () => {
    const session = await sshConnector.connect(target(), 10_000);
    const answer = await session.run('echo "$1"', { sudo: true, timeoutMilliseconds: 10_000 });
    expect(answer.stdout).toBe(`127.0.0.1 ${session.localPort} 127.0.0.1 ${port}\n`);
    session.close();
  });

  it("keeps a large answer whole", async () => {
    const answer = await run("seq 1 300000");
    expect(answer.stdout.split("\n").length).toBe(300_001);
    expect(answer.code).toBe(0);
  });

  it("streams lines while the script runs", async () => {
    const gate = join(folder, "gate");
    const lines: string[] = [];
    const answer = await run(
      `echo ARMED; while [ ! -e '${gate}' ]; do sleep 0.02; done; echo APPLIED`,
      (line) => {
        lines.push(line);
        if (line === "ARMED") writeFileSync(gate, "");
      },
    );
    expect(lines).toEqual(["ARMED", "APPLIED"]);
    expect(answer.code).toBe(0);
  });

  it("tells a killed shell (137) from a killed connection (nothing known)", async () => {
    expect((await run("kill -9 $$")).code).toBe(137);
    // Up from the shell to the sshd that serves this connection: the child of the listening one.
    const cut = await run(
      `p=$$; q=$PPID
       while [ "$q" -gt 1 ] && [ "$q" != ${daemon.pid} ]; do p=$q; q=$(cut -d' ' -f4 "/proc/$p/stat"); done
       [ "$q" = ${daemon.pid} ] && kill -9 "$p"; sleep 20`,
    );
    expect(cut.code).toBeNull();
  });

  it("names a key that is not let in, and a password where none is taken", async () => {
    const other: HostTarget["authentication"] = {
      kind: "key",
      privateKey: makeKey("other").privateKey,
      passphrase: null,
    };
    expect(await fault(sshConnector.connect(target({ authentication: other }), 10_000))).toEqual({
      code: "authentication",
    });
    const password: HostTarget["authentication"] = { kind: "password", password: "x" };
    expect(await fault(sshConnector.connect(target({ authentication: password }), 10_000))).toEqual({
      code: "authentication",
    });
  });

  it("notices a frozen server by the time-out, as stuck before its greeting", async () => {
    process.kill(daemon.pid ?? 0, "SIGSTOP");
    try {
      const got = await fault(sshConnector.connect(target(), 300));
      expect(got).toEqual({ code: "timeout", stage: "greeting" });
    } finally {
      process.kill(daemon.pid ?? 0, "SIGCONT");
    }
  });
});

describe("installing the panel's key", () => {
  const file = join(home, ".ssh/authorized_keys");
  const install = (key: string) =>
    run(`HOME='${home}'; export HOME; cd\n${installKeyScript(key, "END0123456789abcdef0123456789abcdef")}`);

  it("makes folder and file with the right modes, and appends once", async () => {
    const { publicKey } = makeKey("first");
    expect((await install(publicKey)).stdout).toBe("SEKISHO-KEY installed\n");
    expect((await install(publicKey)).stdout).toBe("SEKISHO-KEY present\n");
    expect(readFileSync(file, "utf8")).toBe(`${publicKey}\n`);
    expect(statSync(join(home, ".ssh")).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("keeps a last line that has no newline, and is not fooled by the key in a comment or behind options", async () => {
    const { publicKey } = makeKey("second");
    const others = `ssh-rsa AAAA other\n# ${publicKey}\ncommand="false" ${publicKey}`;
    writeFileSync(file, others);
    chmodSync(file, 0o644);
    expect((await install(publicKey)).stdout).toBe("SEKISHO-KEY installed\n");
    expect(readFileSync(file, "utf8")).toBe(`${others}\n${publicKey}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("has a one-line command that lets the panel in", async () => {
    const key = makeKey("pasted");
    await run(`HOME='${home}'; export HOME\n${installCommand(key.publicKey)}\n`);
    appendFileSync(keysFile, readFileSync(file));
    const authentication: HostTarget["authentication"] = {
      kind: "key",
      privateKey: key.privateKey,
      passphrase: null,
    };
    const session = await sshConnector.connect(target({ authentication }), 10_000);
    session.close();
  });

  it.each(["sh", "bash", "busybox sh", "fish", "csh", "tcsh"])(
    "has exec lines that %s reads as meant",
    (shell) => {
      const [program = "", ...parameters] = shell.split(" ");
      if (execFileSync("sh", ["-c", `command -v ${program} || true`], { encoding: "utf8" }) === "") return;
      const out = execFileSync(program, [...parameters, "-c", 'sh -s -- "$SSH_CONNECTION"'], {
        input: 'echo "$#:$1"',
        encoding: "utf8",
        env: { NODE_ENV: "test", PATH: process.env.PATH, SSH_CONNECTION: "192.0.2.1 50000 203.0.113.1 22" },
      });
      expect(out).toBe("1:192.0.2.1 50000 203.0.113.1 22\n");
    },
  );
});
