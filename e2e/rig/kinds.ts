import type { HostKind } from "@/lib/server/hosts/testing/kernel-host";
import { plainUser, raisePlainHost } from "@/lib/server/hosts/testing/plain-host";
import { raiseDebianHost } from "./debian-host";
import { debianRigObstacle } from "./debian-tree";

/** A host that stands: how to log in, its console, and how it ends. */
export type Standing = {
  readonly address4: string;
  readonly address6: string;
  readonly user: string;
  /** The path of its console's shell. */
  readonly path: string;
  stop(): Promise<void>;
};

/** A kind of disposable host. */
export type RigKind = {
  readonly what: string;
  /** Why it cannot be raised here, or null. */
  obstacle(): string | null;
  raise(authorizedKey: string): Promise<Standing>;
};

const login = "kanri";
const usualPath = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

function booted(
  what: string,
  {
    packages = [],
    prepare = "",
    user = "root",
  }: { packages?: readonly string[]; prepare?: string; user?: string } = {},
): RigKind {
  return {
    what,
    obstacle: debianRigObstacle,
    async raise(authorizedKey) {
      const host = await raiseDebianHost(authorizedKey, { packages });
      const account =
        user === "root"
          ? ""
          : `useradd -m -s /bin/bash ${user}; install -d -m 700 -o ${user} /home/${user}/.ssh
             cp /root/.ssh/authorized_keys /home/${user}/.ssh/; chown ${user} /home/${user}/.ssh/authorized_keys
             echo '${user} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/${user}\n`;
      const { code, stdout, stderr } = host.console(`set -e\n${account}${prepare}`);
      if (code !== 0) {
        await host.stop();
        throw new Error(`${what}: ${stdout}${stderr}`);
      }
      const { address4, address6, stop } = host;
      return { address4, address6, user, path: usualPath, stop };
    },
  };
}

function plain(what: string, kind: HostKind, user = "root"): RigKind {
  return {
    what,
    obstacle: () => (process.getuid?.() === 0 ? null : "namespaces with rules of their own need root"),
    async raise(authorizedKey) {
      const host = await raisePlainHost(kind, authorizedKey);
      const { address4, address6, close } = host;
      return { address4, address6, user, path: `${host.programs}:${usualPath}`, stop: close };
    },
  };
}

export const rigKinds: Readonly<Record<string, RigKind>> = {
  debian: booted("Debian 12, booted, with systemd and nf_tables"),
  plain: plain("no systemd: sshd in namespaces, dash, nf_tables", { backend: "nft", shell: "dash" }),
  busybox: plain("no systemd: BusyBox's shell and tools, legacy, no flock", {
    backend: "legacy",
    shell: "busybox",
  }),
  sudo: booted("Debian 12, and a login that is not root but may use sudo without a password", {
    user: login,
  }),
  "plain-sudo": plain("no systemd, and the same kind of login", { backend: "nft", shell: "dash" }, plainUser),
  legacy: booted("Debian 12 with iptables-legacy", {
    prepare:
      "for each in iptables ip6tables; do update-alternatives --quiet --set $each /usr/sbin/$each-legacy; done",
  }),
  fail2ban: booted("Debian 12 with fail2ban at work for sshd", {
    packages: ["fail2ban", "python3-systemd"],
    prepare: `printf '[sshd]\\nenabled = true\\nbackend = systemd\\n' >/etc/fail2ban/jail.d/defaults-debian.conf
      systemctl reset-failed fail2ban; systemctl restart fail2ban`,
  }),
  containers: booted("Debian 12 with Docker; a container's port 80 is published as 8080", {
    packages: ["fail2ban", "python3-systemd", "docker.io", "busybox-static"],
    prepare: `systemctl disable -q --now fail2ban || :
      mkdir -p /opt/box/bin; cp /bin/busybox /opt/box/bin/; tar -C /opt/box -c . | docker import - box
      docker run -d --restart=always --stop-signal KILL -p 8080:80 box /bin/busybox sh -c 'echo from the container >/bin/index.html; exec /bin/busybox httpd -f -p 80 -h /bin'`,
  }),
  ufw: booted("Debian 12 with ufw on, which lets SSH in", {
    packages: ["ufw"],
    prepare: "ufw allow 22/tcp; ufw --force enable; systemctl enable -q ufw",
  }),
  firewalld: booted("Debian 12 with firewalld on", {
    packages: ["firewalld"],
    prepare: "systemctl enable -q --now firewalld",
  }),
  persistent: booted("Debian 12 with netfilter-persistent, and a rule that it loads", {
    packages: ["iptables-persistent"],
    prepare:
      "systemctl enable -q --now netfilter-persistent; iptables -A INPUT -s 203.0.113.99 -j DROP; netfilter-persistent save",
  }),
  nftables: booted("Debian 12 with nftables.service, which empties everything at its start", {
    prepare: "systemctl enable -q --now nftables",
  }),
};
