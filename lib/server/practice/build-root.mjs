import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { outside } from "./topology.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Program folders of the machine that the VPS sees read-only. Nothing else of the machine is visible in it. */
const PROGRAM_FOLDERS = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix", "gnu"];
const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"];
/** What the SSH server in the VPS needs of node_modules. */
const PACKAGES = ["ssh2", "asn1", "bcrypt-pbkdf", "tweetnacl", "safer-buffer"];
const ETC_FROM_MACHINE = [
  "os-release",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "alternatives",
  "protocols",
  "services",
];

const USERS = [
  ["root", 0, "/root", "/bin/sh"],
  ["daemon", 1, "/", "/usr/sbin/nologin"],
  ["www-data", 33, "/var/www", "/usr/sbin/nologin"],
  ["deploy", 1000, "/home/deploy", "/bin/sh"],
  ["nobody", 65534, "/nonexistent", "/usr/sbin/nologin"],
];

/**
 * Builds the file tree of the VPS on a tmpfs at `root`: its own /etc, /root, /var; the machine's programs read-only.
 * The machine's data, the panel's folder among them, is not hidden in it: it was never put in.
 */
export function buildRoot(root, { base, publicKey, hostKey, nodePath, modules }) {
  mkdirSync(root, { recursive: true });
  mount("-t", "tmpfs", "-o", `mode=755,size=64m`, "vps", root);
  for (const name of [
    "proc",
    "sys",
    "dev",
    "run",
    "tmp",
    "etc",
    "root",
    "home",
    "srv",
    "var",
    "opt",
    ".old",
  ]) {
    mkdirSync(join(root, name));
  }
  for (const name of [
    "var/lib/sekisho",
    "var/log",
    "etc/systemd/system",
    "home/deploy",
    "root/.ssh",
    "opt/sekisho",
  ]) {
    mkdirSync(join(root, name), { recursive: true });
  }
  // /var/run is /run everywhere today, and some programs still use the old name.
  symlinkSync("/run", join(root, "var/run"));
  chmodSync(join(root, "root"), 0o700);
  chmodSync(join(root, "root/.ssh"), 0o700);
  buildEtc(root, hostKey);
  write(root, "root/.ssh/authorized_keys", `${publicKey}\n`, 0o600);
  buildOpt(root, modules);
  newBootId(root);
  // Before the binds: nothing of the machine may change its owner.
  giveTo(root, base);
  for (const name of PROGRAM_FOLDERS) bindProgramFolder(root, name);
  for (const name of DEVICES) {
    write(root, `dev/${name}`, "", 0o644);
    mount("--bind", `/dev/${name}`, join(root, "dev", name));
  }
  for (const [name, target] of [
    ["fd", ""],
    ["stdin", "/0"],
    ["stdout", "/1"],
    ["stderr", "/2"],
  ]) {
    symlinkSync(`/proc/self/fd${target}`, join(root, "dev", name));
  }
  bindFile(root, realpathSync(nodePath), "opt/sekisho/node");
}

/** A fresh boot id: what tells one boot from the next. The VPS sees this file at /proc/sys/kernel/random/boot_id. */
export function newBootId(root) {
  writeFileSync(join(root, "opt/sekisho/boot-id"), readFileSync("/proc/sys/kernel/random/uuid"));
}

function buildEtc(root, hostKey) {
  for (const name of ETC_FROM_MACHINE) {
    const from = join("/etc", name);
    if (!existsSync(from)) continue;
    const isLink = lstatSync(from).isSymbolicLink();
    const source = isLink ? realpathSync(from) : from;
    cpSync(source, join(root, "etc", name), { recursive: true, verbatimSymlinks: true });
  }
  write(root, "etc/hostname", "practice\n");
  write(root, "etc/hosts", "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 practice\n");
  write(root, "etc/resolv.conf", `nameserver ${outside.ipv4}\nnameserver ${outside.ipv6}\n`);
  write(
    root,
    "etc/nsswitch.conf",
    "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
  );
  write(
    root,
    "etc/passwd",
    USERS.map(([name, id, home, shell]) => `${name}:x:${id}:${id}:${name}:${home}:${shell}\n`).join(""),
  );
  write(root, "etc/group", USERS.map(([name, id]) => `${name}:x:${id}:\n`).join(""));
  mkdirSync(join(root, "etc/ssh"));
  write(root, "etc/ssh/ssh_host_ed25519_key", hostKey, 0o600);
}

function buildOpt(root, modules) {
  for (const name of ["sshd.mjs", "service.mjs", "answer-name.mjs", "topology.mjs", "start-vps.sh"]) {
    cpSync(join(here, name), join(root, "opt/sekisho", name));
  }
  for (const name of PACKAGES) {
    const source = realpathSync(join(modules, name));
    cpSync(source, join(root, "opt/sekisho/node_modules", name), {
      recursive: true,
      // Tests and sources of the native part are of no use there.
      filter: (path) => !/^(test|examples|node_modules|src|deps)$/.test(basename(path)) || path === source,
    });
  }
}

/** `/bin` is a link to `usr/bin` on most systems and a folder on some. */
function bindProgramFolder(root, name) {
  const from = join("/", name);
  if (!existsSync(from)) return;
  const to = join(root, name);
  if (lstatSync(from).isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    return;
  }
  mkdirSync(to);
  // Recursive, since the kernel refuses to uncover what an outer namespace has covered.
  mount("--rbind", from, to);
  for (const { point, options } of mountsBelow(to)) {
    mount("-o", ["remount", "bind", ...options.filter((option) => option !== "rw"), "ro"].join(","), point);
  }
}

function bindFile(root, from, to) {
  const point = join(root, to);
  write(root, to, "", 0o755);
  mount("--bind", from, point);
  for (const { options } of mountsBelow(point)) {
    mount("-o", ["remount", "bind", ...options.filter((option) => option !== "rw"), "ro"].join(","), point);
  }
}

/** Mount points at and below a path, with the options that a remount must repeat (the kernel has locked some). */
function mountsBelow(path) {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .filter((fields) => fields.length > 5)
    .map((fields) => ({ point: unescapeOctal(fields[4]), options: fields[5].split(",") }))
    .filter(({ point }) => point === path || point.startsWith(`${path}/`));
}

function unescapeOctal(text) {
  return text.replace(/\\([0-7]{3})/g, (_whole, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function giveTo(path, id) {
  lchownSync(path, id, id);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(join(path, name), id);
}

function write(root, name, text, mode = 0o644) {
  writeFileSync(join(root, name), text);
  chmodSync(join(root, name), mode);
}

function mount(...parameters) {
  execFileSync("mount", parameters, { stdio: ["ignore", "ignore", "inherit"] });
}
