import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ownGroup, removeGroups } from "./control-group";
import { debianTree } from "./debian-tree";
import { drawLink } from "./link";
import { type ConsoleAnswer, findBelow, isInit, runBeside } from "./processes";

/** A booted Debian with real systemd and sshd, and rules of its own. */
export type DebianHost = {
  readonly name: string;
  readonly address4: string;
  readonly address6: string;
  /** The addresses from which the machine reaches it. */
  readonly outside4: string;
  readonly outside6: string;
  /** Runs a shell script inside, past network and firewall, as somebody at the provider's console would. */
  console(script: string): ConsoleAnswer;
  /** Reboots and waits until its sshd listens again; `hard` cuts the power instead. */
  reboot(options?: { readonly hard?: boolean }): Promise<void>;
  stop(): Promise<void>;
};

/** A boot takes about 3 s; far more means that it hangs. */
const bootDeadlineMilliseconds = 60_000;

function command(...words: string[]): void {
  const [program = "", ...rest] = words;
  const { status, stderr } = spawnSync(program, rest, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
}

/** Whether something accepts TCP connections there. */
export function listens(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 500 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/**
 * Raises a container that lets `authorizedKey` in as root, with `packages` besides the base system. Needs root; see
 * `debianRigObstacle`.
 */
export async function raiseDebianHost(
  authorizedKey: string,
  { packages = [] }: { readonly packages?: readonly string[] } = {},
): Promise<DebianHost> {
  const { name, link } = drawLink();
  // The name tells whoever clears up after a kill what else there is.
  const folder = await mkdtemp(join(tmpdir(), `sekisho-host-${name}-`));
  const tree = join(folder, "tree");
  await debianTree(tree, link, authorizedKey, packages);

  let machine: ChildProcess | null = null;
  let wanted = true;
  let boots = 0;

  function boot(): void {
    // A private tmpfs keeps nspawn's bookkeeping off the disk; it goes with the mount namespace. In one control group
    // all containers would share the groups of their services. The system calls are those that container engines need.
    const nspawn = [
      "mount -t tmpfs tmpfs /run/systemd/nspawn 2>/dev/null || { mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn; }",
      `[ -z "$3" ] || { mkdir -p "$3" && echo $$ >"$3/cgroup.procs"; }`,
      `exec systemd-nspawn -q -D "$1" -b --register=no --keep-unit --network-veth --machine="$2" --console=pipe --system-call-filter='@keyring bpf'`,
    ].join("\n");
    const child = spawn("unshare", ["--mount", "sh", "-c", nspawn, "sh", tree, name, ownGroup(name) ?? ""], {
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1" },
      stdio: ["ignore", "ignore", "ignore"],
    });
    machine = child;
    boots++;
    child.once("exit", () => {
      if (machine === child) machine = null;
      if (wanted) boot();
    });
  }

  function initPid(): number | null {
    return machine?.pid === undefined ? null : findBelow(machine.pid, isInit);
  }

  async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + bootDeadlineMilliseconds;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`${name}: ${what} did not happen in time`);
      await pause(50);
    }
  }

  async function up(): Promise<void> {
    const cable = `ve-${name}`;
    await until("its network cable", () => readdirSync("/sys/class/net").includes(cable));
    command("ip", "addr", "replace", `${link.outside4}/30`, "dev", cable);
    command("ip", "-6", "addr", "replace", `${link.outside6}/64`, "dev", cable, "nodad");
    command("ip", "link", "set", cable, "up");
    // An IPv6 address is tentative for a second or two after a boot (RFC 4862, 5.4) and silent meanwhile.
    await until("sshd on both addresses", () => {
      const answer = onConsole(
        `ss -Hltn sport = :22 | grep -q . &&
          ip -4 -o addr show dev host0 | grep -qF ' ${link.inside4}/' &&
          ip -6 -o addr show dev host0 -tentative | grep -qF ' ${link.inside6}/'`,
      );
      return answer.code === 0;
    });
  }

  function onConsole(script: string): ConsoleAnswer {
    return runBeside(initPid(), script);
  }

  /** Ends every process inside at once. Killing nspawn itself would leave them running (measured). */
  function cutPower(): void {
    const pid = initPid();
    if (pid === null) machine?.kill("SIGKILL");
    else process.kill(pid, "SIGKILL");
  }

  async function stop(): Promise<void> {
    wanted = false;
    const dying = machine;
    if (dying !== null) {
      const gone = new Promise<void>((resolve) => dying.once("exit", () => resolve()));
      cutPower();
      await gone;
    }
    removeGroups(name);
    await rm(folder, { recursive: true, force: true });
  }

  try {
    boot();
    await up();
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    name,
    address4: link.inside4,
    address6: link.inside6,
    outside4: link.outside4,
    outside6: link.outside6,
    console: onConsole,
    async reboot(options = {}) {
      const before = boots;
      if (options.hard) cutPower();
      else onConsole("systemctl reboot");
      await until("the reboot", () => boots > before);
      await up();
    },
    stop,
  };
}
