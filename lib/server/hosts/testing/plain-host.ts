import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { drawLink } from "@/e2e/rig/link";
import { type HostKind, type KernelHost, raiseKernelHost } from "./kernel-host";

/** A host without systemd that can be logged in to: namespaces, a cable to this machine, and a real sshd. */
export type PlainHost = KernelHost & {
  readonly name: string;
  readonly address4: string;
  readonly address6: string;
  /** The addresses from which this machine reaches it. */
  readonly outside4: string;
  readonly outside6: string;
  /** Ends the daemon that takes new connections, not the sessions, and starts another. */
  restartSshd(): Promise<void>;
};

/** The account besides root; the same key opens it, and it may use sudo without a password. */
export const plainUser = "kanri";

/**
 * Raises it. Needs root. Its files are this machine's, and cannot be written but below /run and /var/lib. `sudoers`:
 * further lines of its sudoers file. Always `close` it.
 */
export async function raisePlainHost(
  kind: HostKind,
  authorizedKey: string,
  { sudoers = "" } = {},
): Promise<PlainHost> {
  const host = await raiseKernelHost(kind);
  const { name, link } = drawLink();
  // Accounts besides root run its programs too.
  chmodSync(dirname(host.programs), 0o755);
  const path = `${host.programs}:/usr/sbin:/usr/bin:/sbin:/bin`;
  const ip = (...words: string[]) => execFileSync("ip", words);
  const put = (file: string, text: string) => `cat >${file} <<'END_OF_FILE'\n${text}\nEND_OF_FILE\n`;
  const shell = `${host.programs}/sh`;

  const setUp = `set -e
mkdir -p /run/etc/sudoers.d /run/sshd /run/home/root /run/home/${plainUser}
chmod 755 /run /run/etc /run/home
for type in ed25519 ecdsa; do ssh-keygen -q -t $type -N '' -f /run/etc/host_$type; done
${put("/run/etc/authorized_keys", authorizedKey)}
${put(
  "/run/etc/passwd",
  `root:*:0:0:root:/run/home/root:${shell}
nobody:*:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
sshd:*:101:65534::/run/sshd:/usr/sbin/nologin
${plainUser}:*:1000:1000::/run/home/${plainUser}:${shell}`,
)}
${put(
  "/run/etc/sudoers",
  `Defaults secure_path="${path}"
Defaults !fqdn
root ALL=(ALL) NOPASSWD: ALL
${plainUser} ALL=(ALL) NOPASSWD: ALL
${sudoers}`,
)}
chmod 440 /run/etc/sudoers
chown 1000:1000 /run/home/${plainUser}
${put(
  "/run/etc/sshd",
  `HostKey /run/etc/host_ed25519
HostKey /run/etc/host_ecdsa
AuthorizedKeysFile /run/etc/authorized_keys
PidFile /run/etc/sshd.pid
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
SetEnv PATH=${path} LC_ALL=C.UTF-8`,
)}
for file in passwd sudoers; do /bin/mount --bind /run/etc/$file /etc/$file; done
/bin/mount --bind /run/etc/sudoers.d /etc/sudoers.d
/bin/mount -o remount,bind,ro /
`;
  async function run(script: string): Promise<void> {
    const { code, stderr } = await host.sh(script);
    if (code !== 0) throw new Error(`${name}: ${stderr}`);
  }
  const startSshd = () =>
    run("/usr/sbin/sshd -f /run/etc/sshd && until [ -s /run/etc/sshd.pid ]; do sleep 0.01; done");

  try {
    ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", host.pid());
    ip("addr", "add", `${link.outside4}/30`, "dev", name);
    ip("-6", "addr", "add", `${link.outside6}/64`, "dev", name, "nodad");
    ip("link", "set", name, "up");
    await run(`/sbin/ip addr add ${link.inside4}/30 dev eth0 && /sbin/ip -6 addr add ${link.inside6}/64 dev eth0 nodad &&
      /sbin/ip link set eth0 up && /sbin/ip route add default via ${link.outside4}`);
    await run(setUp);
    await startSshd();
  } catch (cause) {
    await host.close();
    throw cause;
  }
  return {
    ...host,
    name,
    address4: link.inside4,
    address6: link.inside6,
    outside4: link.outside4,
    outside6: link.outside6,
    async restartSshd() {
      await run(
        "read -r pid </run/etc/sshd.pid; rm /run/etc/sshd.pid; kill $pid; while [ -e /proc/$pid/exe ]; do sleep 0.01; done",
      );
      await startSshd();
    },
  };
}
