import type { ChildProcess } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { foreignStart } from "./foreign";
import { Prober } from "./prober";
import { end, holder, must, type Ran, run, spawnConsole, wakeConsoles } from "./processes";
import { readSnapshot, type Snapshot, snapshotScript } from "./snapshot";
import { readTables } from "./tables";

/** What a slot's host is made of, and over which family the panel reaches it. */
export type HostKind = {
  readonly backend: "nft" | "legacy";
  readonly shell: "dash" | "busybox";
  readonly family: 4 | 6;
};

export const addresses = {
  host4: "198.18.0.2",
  host6: "fd5e:5e::2",
  panel4: "198.18.0.1",
  panel6: "fd5e:5e::1",
  /** Somebody else on the panel's side, whom no rules of ours let in. */
  stranger4: "198.18.0.9",
  stranger6: "fd5e:5e::9",
} as const;

/** Seconds since the machine's boot, which is what the hosts count as well. */
export function uptime(): number {
  return Number(readFileSync("/proc/uptime", "utf8").split(" ", 1)[0]);
}

/** Where the host's programs find each other: /mnt is the host's own folder. */
const hostPath = "PATH=/mnt/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

const tools = [
  "iptables",
  "iptables-save",
  "iptables-restore",
  "ip6tables",
  "ip6tables-save",
  "ip6tables-restore",
];

/**
 * A disposable host, and the network namespace of the panel on the other end of its cable. The host has its own
 * network, processes, /run, /tmp, /var/lib, boot id, OpenSSH server and iptables of one back end.
 */
export class CampaignHost {
  private outside: ChildProcess | null = null;
  private machine: ChildProcess | null = null;
  private target = 0;
  private boots = 0;
  private faketime: string | null = null;
  private prober: Prober | null = null;

  private constructor(
    readonly kind: HostKind,
    /** Holds keys, programs and settings; seen inside as /mnt. */
    private readonly folder: string,
  ) {}

  /** Raises the panel's side; `renew` makes the host itself. Needs root. */
  static async raise(kind: HostKind, folder: string): Promise<CampaignHost> {
    const host = new CampaignHost(kind, folder);
    await host.prepare();
    return host;
  }

  private async prepare(): Promise<void> {
    const { folder, kind } = this;
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    mkdirSync(join(folder, "store"), { recursive: true });
    const multi = kind.backend === "nft" ? "xtables-nft-multi" : "xtables-legacy-multi";
    for (const tool of tools) symlinkSync(`/usr/sbin/${multi}`, join(bin, tool));
    if (kind.shell === "busybox") {
      const listed = await must("busybox", ["--list"]);
      for (const name of listed.split("\n").filter(Boolean)) symlinkSync("/bin/busybox", join(bin, name));
    } else symlinkSync("/bin/dash", join(bin, "sh"));
    // Under another path, since BusyBox hosts have none that their scripts could find.
    copyFileSync("/usr/bin/flock", join(folder, "flock"));
    await must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "host_key")]);
    await must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "panel_key")]);
    // The store is a small disk of its own that outlives reboots.
    this.outside = await holder(
      ["unshare", "--net", "--mount"],
      `mount -t tmpfs -o size=4m tmpfs ${folder}/store && ip link set lo up && echo up && exec cat`,
    );
  }

  get privateKey(): string {
    return readFileSync(join(this.folder, "panel_key"), "utf8");
  }

  get address(): string {
    return this.kind.family === 4 ? addresses.host4 : addresses.host6;
  }

  get panelPid(): number {
    return this.outside?.pid ?? 0;
  }

  /** The host's /run/sekisho, as it can be read from here. */
  get stateFolder(): string {
    return `/proc/${this.target}/root/run/sekisho`;
  }

  private writeSettings(): void {
    const { folder } = this;
    const fake =
      this.faketime === null
        ? ""
        : ` LD_PRELOAD=${this.faketime} FAKETIME_TIMESTAMP_FILE=/mnt/faketime FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1`;
    writeFileSync(
      join(folder, "sshd_config"),
      `HostKey /mnt/host_key
AuthorizedKeysFile /mnt/panel_key.pub
PidFile /run/sshd.pid
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
SetEnv ${hostPath}${fake}
`,
    );
    writeFileSync(join(folder, "faketime"), "+0");
  }

  /** A new host with an empty disk and the rules of others. `faketime`: the library for programs of a session. */
  async renew(options: { readonly faketime: string | null }): Promise<void> {
    await end(this.machine);
    this.faketime = options.faketime;
    this.writeSettings();
    await must("nsenter", [
      ...this.fromOutside(),
      "sh",
      "-c",
      `rm -rf ${this.folder}/store/* && ip link del "cable${this.boots}" 2>/dev/null; true`,
    ]);
    await this.boot();
  }

  /** Where `nsenter` begins on the panel's side of the cable. */
  private fromOutside(): string[] {
    return ["-t", String(this.panelPid), "-m", "-n"];
  }

  /** The same on the host, with nothing of this process's environment. */
  private fromInside(): string[] {
    return ["-t", String(this.target), "-n", "-m", "-p", "env", "-i", hostPath];
  }

  /** Sets what the programs of sessions take for the time of day. */
  setClock(offset: string): void {
    writeFileSync(join(this.folder, "faketime"), offset);
  }

  private async boot(): Promise<void> {
    const { folder, kind } = this;
    // BusyBox hosts lack flock; a file that cannot be run hides the one of this machine.
    const hide = kind.shell === "busybox" ? "mount --bind /dev/null /usr/bin/flock" : ":";
    this.machine = await holder(
      [
        "nsenter",
        "-t",
        String(this.panelPid),
        "-m",
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
      ],
      `set -e; exec 3<&0
       cat /proc/sys/kernel/random/uuid >${folder}/boot-id
       mount --bind ${folder} /mnt && mount --bind ${folder}/store /var/lib
       mount --bind ${folder}/boot-id /proc/sys/kernel/random/boot_id
       mount -t tmpfs -o size=4m,mode=755 tmpfs /run && mount -t tmpfs -o size=4m,mode=1777 tmpfs /tmp && mount -t tmpfs tmpfs /root
       mkdir -p /run/sshd && ${hide}
       ip link set lo up; echo up
       set +e
       # Waits for the end of the campaign, and takes in children that lost their parents.
       cat <&3 >/dev/null & wait $!`,
    );
    this.target = Number(
      (await must("ps", ["-o", "pid=", "--ppid", String(this.machine.pid)])).trim().split(/\s+/)[0],
    );
    this.boots++;
    const before = `cable${this.boots - 1}`;
    const cable = `cable${this.boots}`;
    // As the unit does: first the rules, then the network, then all other services.
    await must("nsenter", [
      ...this.fromInside(),
      "sh",
      "-c",
      "[ ! -e /var/lib/sekisho/boot.sh ] || sh /var/lib/sekisho/boot.sh || true",
    ]);
    await must("nsenter", [
      ...this.fromOutside(),
      "sh",
      "-ec",
      `ip link del ${before} 2>/dev/null || true
       ip link add ${cable} type veth peer name eth0 netns ${this.target}
       ip addr add ${addresses.panel4}/24 dev ${cable}; ip -6 addr add ${addresses.panel6}/64 dev ${cable} nodad
       ip addr add ${addresses.stranger4}/24 dev ${cable}; ip -6 addr add ${addresses.stranger6}/64 dev ${cable} nodad preferred_lft 0
       ip link set ${cable} up`,
    ]);
    const started = await this.sh(
      // Not BusyBox's, which cannot leave out the wait for duplicates.
      `set -e; ip=/sbin/ip; $ip addr add ${addresses.host4}/24 dev eth0; $ip -6 addr add ${addresses.host6}/64 dev eth0 nodad; $ip link set eth0 up
       iptables-restore --noflush <<'END4' && ip6tables-restore --noflush <<'END6' && /usr/sbin/sshd -f /mnt/sshd_config
${foreignStart(4)}END4
${foreignStart(6)}END6`,
    );
    this.spawnInside("exec busybox nc -ll -p 8080 -e cat");
    if (started.code !== 0) throw new Error(`The host did not start: ${started.stderr}`);
  }

  /** Runs a command line at the host's console, past network and firewall. */
  sh(command: string, stdin = ""): Promise<Ran> {
    return run("nsenter", [...this.fromInside(), "HOME=/", "sh", "-c", command], stdin);
  }

  /** Every process of the host stands still. */
  async freeze(): Promise<void> {
    await this.sh("kill -s STOP -- -1");
  }

  async thaw(): Promise<void> {
    await this.sh("kill -s CONT -- -1");
    wakeConsoles();
  }

  /** A program at the console that lives until its stdin ends, or the host does. */
  spawnInside(command: string): { readonly child: ChildProcess; readonly ended: Promise<unknown> } {
    const child = spawnConsole("nsenter", [...this.fromInside(), "sh", "-c", command]);
    return { child, ended: new Promise((done) => child.once("exit", done)) };
  }

  /** A built host script, as another panel's session runs it. */
  call(script: string, connection: string): Promise<Ran> {
    return run("nsenter", [...this.fromInside(), "HOME=/", "sh", "-s", "--", connection], script);
  }

  /** Runs a command line on the panel's side of the cable. */
  outsideSh(command: string): Promise<Ran> {
    return run("nsenter", [...this.fromOutside(), "sh", "-c", command]);
  }

  get cable(): string {
    return `cable${this.boots}`;
  }

  /** A power cut: every process ends, the kernel's rules, /run and /tmp go; then a boot. */
  async reboot(pauseMilliseconds = 0): Promise<void> {
    await end(this.machine);
    if (pauseMilliseconds > 0) await new Promise((done) => setTimeout(done, pauseMilliseconds));
    await this.boot();
  }

  /** Whether a new TCP connection from the panel's network is greeted by the SSH server. */
  async reachable(): Promise<boolean> {
    this.prober ??= new Prober(this.panelPid);
    return this.prober.greeted(this.address);
  }

  /** The stranger opens a connection to the host's echo service. */
  async openFlow(): Promise<void> {
    this.prober ??= new Prober(this.panelPid);
    const from = this.kind.family === 4 ? addresses.stranger4 : addresses.stranger6;
    const why = await this.prober.openFlow(this.address, from);
    if (why !== null || !(await this.prober.flowAlive()))
      throw new Error(`no connection for the stranger: ${why}`);
  }

  async flowAlive(): Promise<boolean> {
    return (await this.prober?.flowAlive()) ?? false;
  }

  /** Names in the state directory; empty where there is none. */
  stateFiles(): string[] {
    try {
      return readdirSync(this.stateFolder);
    } catch {
      return [];
    }
  }

  /** The deadline of an apply by the host's own file, in seconds of uptime. */
  deadlineOf(applyId: string): number | null {
    for (const name of ["pending", "claim.confirm", "claim.rollback"]) {
      try {
        const found = Number(
          readFileSync(join(this.stateFolder, `${name}.${applyId}`), "utf8").split(" ")[1],
        );
        if (Number.isFinite(found)) return found;
      } catch {
        // Not there, or on its way to the next name.
      }
    }
    return null;
  }

  async snapshot(): Promise<Snapshot> {
    return readSnapshot((await this.sh(snapshotScript)).stdout);
  }

  /** What the kernel makes of a text of own chains in both families, loaded plainly into an empty namespace. */
  async asLoaded(
    restore4: string,
    restore6: string,
  ): Promise<{ readonly four: string; readonly six: string }> {
    const stdout = await must("unshare", [
      "--net",
      "env",
      `PATH=${join(this.folder, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin`,
      "sh",
      "-ec",
      `iptables-restore --noflush <<'END4'\n${restore4}END4\nip6tables-restore --noflush <<'END6'\n${restore6}END6\niptables-save; echo ====; ip6tables-save`,
    ]);
    const [four = "", six = ""] = stdout.split("====\n");
    return { four: readTables(four).chains, six: readTables(six).chains };
  }

  async close(): Promise<void> {
    this.prober?.close();
    await end(this.machine);
    await end(this.outside);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
