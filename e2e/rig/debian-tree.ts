import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Link } from "./link";

const run = promisify(execFile);

const packages =
  "systemd,systemd-sysv,dbus,openssh-server,iptables,nftables,iproute2,iputils-ping,sudo,netcat-openbsd,procps";

/** What every container calls itself. */
export const hostName = "debian";

/** Where what the tests fetch is kept between runs. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sekisho");
const base = join(cacheFolder, `bookworm-${packages.split(",").length}`);

/** What keeps the rig from running here, or null. */
export function debianRigObstacle(): string | null {
  if (process.getuid?.() !== 0) return "a booted container needs root";
  for (const program of ["/usr/sbin/debootstrap", "/usr/bin/systemd-nspawn"]) {
    if (!existsSync(program)) return `${program} is not installed`;
  }
  return null;
}

/** Makes a cached tree once; a half-made one of a killed run is never used, since the rename comes last. */
export async function madeOnce(tree: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  if (existsSync(tree)) return tree;
  await mkdir(cacheFolder, { recursive: true });
  const making = `${tree}.${process.pid}`;
  try {
    await make(making);
    await rename(making, tree).catch((cause: NodeJS.ErrnoException) => {
      // Another run was faster: its tree is as good.
      if (cause.code !== "ENOTEMPTY" && cause.code !== "EEXIST") throw cause;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return tree;
}

/** The base system (about 40 s the first time). */
function baseTree(): Promise<string> {
  return madeOnce(base, (folder) =>
    run("debootstrap", ["--variant=minbase", `--include=${packages}`, "bookworm", folder], {
      maxBuffer: 1 << 26,
    }),
  );
}

/**
 * Installs packages into a tree: fetched with this machine's network, set up without it, since some read or change the
 * rules of the namespace that they are installed in.
 */
const installScript = `set -e
tree=$1; shift
export DEBIAN_FRONTEND=noninteractive
mount -t proc proc "$tree/proc"
chroot "$tree" apt-get -qq update
chroot "$tree" apt-get -qq -y --no-install-recommends --download-only install "$@"
unshare --net chroot "$tree" apt-get -qq -y --no-install-recommends install "$@"
chroot "$tree" apt-get -qq clean`;

/** The base system and more packages (about 10 s the first time). What they enable at boot stays as Debian has it. */
async function treeWith(more: readonly string[]): Promise<string> {
  const from = await baseTree();
  if (more.length === 0) return from;
  return madeOnce(`${from}+${more.join("+")}`, async (folder) => {
    await run("cp", ["-a", "--reflink=auto", from, folder]);
    const inside = ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", installScript, "sh", folder];
    await run("unshare", [...inside, ...more], { maxBuffer: 1 << 26 });
  });
}

/** A copy of the base system with sshd, the given key for root, fixed addresses, and more packages. */
export async function debianTree(
  folder: string,
  link: Link,
  authorizedKey: string,
  more: readonly string[] = [],
): Promise<void> {
  await run("cp", ["-a", "--reflink=auto", await treeWith(more), folder]);
  await mkdir(join(folder, "root/.ssh"), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, "root/.ssh/authorized_keys"), `${authorizedKey}\n`, { mode: 0o600 });
  await run("ssh-keygen", ["-A", "-f", folder]);
  await writeFile(
    join(folder, "etc/systemd/network/10-host0.network"),
    `[Match]\nName=host0\n[Network]\nAddress=${link.inside4}/30\nAddress=${link.inside6}/64\nGateway=${link.outside4}\nIPv6AcceptRA=no\n`,
  );
  // As an installer leaves it. A name that nothing resolves costs each sudo 20 s of waiting for DNS (measured).
  await writeFile(join(folder, "etc/hostname"), `${hostName}\n`);
  await writeFile(join(folder, "etc/hosts"), `127.0.0.1 localhost\n127.0.1.1 ${hostName}\n::1 localhost\n`);
  for (const unit of ["systemd-networkd.service", "ssh.service"]) {
    const wants = join(folder, "etc/systemd/system/multi-user.target.wants");
    await mkdir(wants, { recursive: true });
    await symlink(`/lib/systemd/system/${unit}`, join(wants, unit)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EEXIST") throw cause;
    });
  }
  await chmod(folder, 0o755);
}
