import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one process answered. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Which iptables programs and which shell the host has. `busybox`: every command is BusyBox's, and there is no flock. */
export type HostKind = { readonly backend: "nft" | "legacy"; readonly shell: "dash" | "busybox" };

/** A running call. */
export type Started = {
  readonly ended: Promise<Ran>;
  /** kill -9 of the shell alone, whose last command then runs on, or of all that it runs in the foreground too. */
  kill(what: "shell" | "all"): void;
};

/** A host that is only namespaces: its own network, processes, /run, /var/lib and boot id. */
export type KernelHost = {
  readonly kind: HostKind;
  /** Where its own choice of programs lies, first in its path. */
  readonly programs: string;
  /** Its first process, as this machine numbers it. */
  pid(): string;
  /** Runs a command line with the host's own shell. */
  sh(command: string, stdin?: string): Promise<Ran>;
  /** Runs a built script as a session does, on stdin of `sh -s`. */
  call(script: string, connection?: string): Promise<Ran>;
  /** The same, not awaited, for tests that kill it. */
  start(script: string, connection?: string): Started;
  /** New tables, empty /run, another boot id; /var/lib stays. Every process ends, as at a power cut. */
  reboot(): Promise<void>;
  close(): Promise<void>;
};

export function newEndWord(): string {
  return randomBytes(16).toString("hex");
}

/** A connection as the host sees it, from another client port each time. */
let port = 40_000;
export function freshConnection(): string {
  port += 1;
  return `198.51.100.7 ${port} 192.0.2.10 22`;
}

const tools = [
  "iptables",
  "iptables-save",
  "iptables-restore",
  "ip6tables",
  "ip6tables-save",
  "ip6tables-restore",
];

/** Raises the host. Needs root. Always `close` it. */
export async function raiseKernelHost(kind: HostKind): Promise<KernelHost> {
  const folder = mkdtempSync(join(tmpdir(), "sekisho-kernel-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const multi = kind.backend === "nft" ? "xtables-nft-multi" : "xtables-legacy-multi";
  for (const tool of tools) symlinkSync(`/usr/sbin/${multi}`, join(bin, tool));
  if (kind.shell === "busybox") {
    const listed = await run("busybox", ["--list"]);
    for (const name of listed.stdout.split("\n").filter(Boolean))
      symlinkSync("/bin/busybox", join(bin, name));
  } else {
    symlinkSync("/bin/dash", join(bin, "sh"));
  }
  mkdirSync(join(folder, "store"));
  const env = { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: "/", LC_ALL: "C.UTF-8" };

  let holder = await boot();

  async function boot(): Promise<ChildProcess> {
    // BusyBox hosts lack flock; a file that cannot be run hides the one of this machine.
    const hide = kind.shell === "busybox" ? "mount --bind /dev/null /usr/bin/flock" : ":";
    const child = spawn(
      "unshare",
      [
        "--net",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "/bin/sh",
        "-c",
        `mount -t tmpfs -o size=32m tmpfs /run && mount --bind ${folder}/store /var/lib && ${hide} &&
         cat /proc/sys/kernel/random/uuid >${folder}/boot-id && mount --bind ${folder}/boot-id /proc/sys/kernel/random/boot_id &&
         ip link set lo up && echo up && exec sleep infinity`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise<void>((done, failed) => {
      child.stdout?.once("data", () => done());
      child.once("exit", (code) => failed(new Error(`The namespaces ended with ${code}; root is needed.`)));
    });
    return child;
  }

  /** The pid of the process inside, which is the child of unshare. */
  async function inside(): Promise<string> {
    const { stdout } = await run("ps", ["-o", "pid=", "--ppid", String(holder.pid)]);
    return stdout.trim();
  }
  let target = await inside();

  const enter = (command: readonly string[]) => ["-t", target, "-n", "-m", "-p", ...command];
  const start = (command: readonly string[], stdin: string) => {
    const child = spawn("nsenter", enter(command), {
      env: { ...env, NODE_ENV: "test" },
      stdio: "pipe",
      detached: true,
    });
    const kill = (what: "shell" | "all") => {
      if (child.pid === undefined || child.exitCode !== null) return;
      const shell = what === "all" ? -child.pid : childOf(child.pid);
      if (shell === null) return;
      try {
        process.kill(shell, "SIGKILL");
      } catch {
        // It ended by itself meanwhile.
      }
    };
    return { ended: collect(child, stdin), kill };
  };

  return {
    kind,
    programs: bin,
    pid: () => target,
    sh: (command, stdin = "") => start(["sh", "-c", command], stdin).ended,
    call: (script, connection = freshConnection()) => start(["sh", "-s", "--", connection], script).ended,
    start: (script, connection = freshConnection()) => start(["sh", "-s", "--", connection], script),
    async reboot() {
      await end(holder);
      holder = await boot();
      target = await inside();
    },
    async close() {
      await end(holder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** nsenter stays outside of the process namespace and has the shell as its child. */
function childOf(pid: number): number | null {
  const found = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" }).stdout.trim();
  return found === "" ? null : Number(found);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await gone;
}

function collect(child: ChildProcess, stdin: string): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data) => {
    stdout += data;
  });
  child.stderr?.on("data", (data) => {
    stderr += data;
  });
  // A shell that ended early closes its stdin; what it answered counts.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(stdin);
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ code, stdout, stderr }));
  });
}

function run(command: string, args: readonly string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, args, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}
