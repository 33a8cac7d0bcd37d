import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian packages that the tests use, with a file that tells whether each is there. */
const packages = [
  { name: "chromium", file: "/usr/bin/chromium", unless: process.env.CHROMIUM_PATH },
  { name: "fonts-noto-cjk", file: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" },
  { name: "iptables", file: "/usr/sbin/iptables" },
  { name: "nftables", file: "/usr/sbin/nft" },
  { name: "iproute2", file: "/usr/sbin/ip", or: "/sbin/ip" },
  { name: "openssh-server", file: "/usr/sbin/sshd" },
  { name: "openssh-client", file: "/usr/bin/ssh" },
  { name: "sudo", file: "/usr/bin/sudo" },
  { name: "busybox", file: "/usr/bin/busybox", or: "/bin/busybox" },
  { name: "dash", file: "/usr/bin/dash", or: "/bin/dash" },
  { name: "python3", file: "/usr/bin/python3" },
  { name: "python3-pyftpdlib", file: "/usr/lib/python3/dist-packages/pyftpdlib/__init__.py" },
  { name: "uidmap", file: "/usr/bin/newuidmap" },
  { name: "conntrack", file: "/usr/sbin/conntrack" },
  { name: "debootstrap", file: "/usr/sbin/debootstrap" },
  { name: "xz-utils", file: "/usr/bin/xz" },
  { name: "libfaketime", file: "/usr/share/doc/libfaketime" },
  { name: "z3", file: "/usr/bin/z3" },
  { name: "systemd-container", file: "/usr/bin/systemd-nspawn" },
];

/** The packages that are missing here. */
export function missingPackages() {
  return packages
    .filter(({ file, or, unless }) => !unless && !existsSync(file) && !(or && existsSync(or)))
    .map(({ name }) => name);
}

/** Installs what is missing where that is possible (root on Debian or Ubuntu); says what to type where it is not. */
export function installMissingPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    console.log(`Some tests need packages that are not here. As root: ${command}`);
    return;
  }
  console.log(`Installing ${missing.join(", ")}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...words) =>
    spawnSync("apt-get", ["-qq", ...words], { env: environment, encoding: "utf8", maxBuffer: 1 << 26 });
  apt("update");
  const { status, stderr } = apt("install", "-y", "--no-install-recommends", ...missing);
  if (status !== 0) console.log(`${command} failed: ${stderr.trim().split("\n").slice(-3).join(" / ")}`);
}
