import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const packages =
  "systemd,systemd-sysv,dbus,openssh-server,iptables,nftables,iproute2,iputils-ping,sudo,netcat-openbsd,procps";

/** Where the base system is kept between runs. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sekisho");
const base = join(cache, `bookworm-${packages.split(",").length}`);

/** What keeps the rig from running here, or null. */
export function debianRigObstacle(): string | null {
  if (process.getuid?.() !== 0) return "a booted container needs root";
  for (const program of ["/usr/sbin/debootstrap", "/usr/bin/systemd-nspawn"]) {
    if (!existsSync(program)) return `${program} is not installed`;
  }
  return null;
}

/** Makes the base system once (about 40 s); a half-made one of a killed run is never used, since the rename comes last. */
async function baseTree(): Promise<string> {
  if (existsSync(base)) return base;
  await mkdir(cache, { recursive: true });
  const making = `${base}.${process.pid}`;
  try {
    await run("debootstrap", ["--variant=minbase", `--include=${packages}`, "bookworm", making], {
      maxBuffer: 1 << 26,
    });
    await rename(making, base).catch((cause: NodeJS.ErrnoException) => {
      // Another run was faster: its tree is as good.
      if (cause.code !== "ENOTEMPTY" && cause.code !== "EEXIST") throw cause;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return base;
}

/** Addresses of one container and of the machine's end of its cable. */
export type Link = {
  readonly inside4: string;
  readonly outside4: string;
  readonly inside6: string;
  readonly outside6: string;
};

/** A copy of the base system with sshd, the given key for root, and fixed addresses. */
export async function debianTree(folder: string, link: Link, authorizedKey: string): Promise<void> {
  await run("cp", ["-a", "--reflink=auto", await baseTree(), folder]);
  await mkdir(join(folder, "root/.ssh"), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, "root/.ssh/authorized_keys"), `${authorizedKey}\n`, { mode: 0o600 });
  await run("ssh-keygen", ["-A", "-f", folder]);
  await writeFile(
    join(folder, "etc/systemd/network/10-host0.network"),
    `[Match]\nName=host0\n[Network]\nAddress=${link.inside4}/30\nAddress=${link.inside6}/64\nGateway=${link.outside4}\nIPv6AcceptRA=no\n`,
  );
  for (const unit of ["systemd-networkd.service", "ssh.service"]) {
    const wants = join(folder, "etc/systemd/system/multi-user.target.wants");
    await mkdir(wants, { recursive: true });
    await symlink(`/lib/systemd/system/${unit}`, join(wants, unit)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EEXIST") throw cause;
    });
  }
  await chmod(folder, 0o755);
}
