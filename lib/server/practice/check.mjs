import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { enterArguments, findProgram, openUserNamespace, searchPath } from "./namespaces.mjs";

/** Each program with the Debian package that brings it. */
const PROGRAMS = [
  ["sh", "dash"],
  ["unshare", "util-linux"],
  ["nsenter", "util-linux"],
  ["mount", "mount"],
  ["umount", "mount"],
  ["pivot_root", "util-linux"],
  ["ip", "iproute2"],
  ["iptables", "iptables"],
  ["iptables-restore", "iptables"],
  ["iptables-save", "iptables"],
];

/** Tried inside fresh namespaces; the word before each step is what is named when it fails. */
const TRIAL = `
step() { echo "$1" >&2; }
set -e
step mount; mount -t tmpfs none /run
step proc; mount -t proc -o nosuid,nodev,noexec none /proc
step veth; ip link add vps0 type veth peer name eth0
step iptables; iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT
if [ -e /proc/net/if_inet6 ]; then step ip6tables; ip6tables -A INPUT -m conntrack --ctstate NEW -j ACCEPT; fi
step nested; unshare --user --net --mount true
step done
`;

/** Whether a practice VPS can run on this machine: tried, not guessed. */
export async function checkAvailability() {
  if (process.platform !== "linux") {
    return no(
      "not-linux",
      "A practice VPS needs Linux network namespaces. Run the panel on Linux, or add a real VPS.",
    );
  }
  const ipv6 = readText("/proc/net/if_inet6") !== null;
  const programs = ipv6 ? [...PROGRAMS, ["ip6tables", "iptables"]] : PROGRAMS;
  for (const [name, packageName] of programs) {
    if (findProgram(name) === null) {
      return no(`no-${name}`, `The program ${name} is missing. Install the package ${packageName}.`);
    }
  }
  let namespace;
  try {
    namespace = await openUserNamespace();
  } catch (error) {
    return namespacesOff(error.message);
  }
  try {
    const trial = spawnSync("nsenter", enterArguments(namespace, ["sh", "-c", TRIAL]), {
      env: { PATH: searchPath },
      encoding: "utf8",
      timeout: 20_000,
    });
    if (trial.status === 0) return { available: true };
    return failedTrial(trial.stderr ?? "");
  } finally {
    namespace.release();
  }
}

function failedTrial(stderr) {
  const lines = stderr.trim().split("\n");
  const steps = ["mount", "proc", "veth", "iptables", "ip6tables", "nested"];
  const step = lines.findLast((line) => steps.includes(line));
  const detail = lines.at(-1) ?? "";
  switch (step) {
    case undefined:
    case "mount":
      return namespacesOff(detail);
    case "proc":
      return no(
        "proc-masked",
        `A fresh /proc cannot be mounted (${detail}). The panel seems to run in a container that hides parts of /proc.`,
      );
    case "veth":
      return no(
        "no-veth",
        `The kernel offers no virtual network cables here (${detail}). Load the module veth.`,
      );
    case "nested":
      return no("no-nested", `A namespace inside a namespace is refused here (${detail}).`);
    default:
      return no(
        "iptables-refused",
        `${step} does not work in a private namespace (${detail}). The kernel modules nf_tables and nf_conntrack may need to be loaded.`,
      );
  }
}

function namespacesOff(detail) {
  if (
    readText("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")?.trim() === "1" &&
    process.getuid() !== 0
  ) {
    return no(
      "apparmor",
      "AppArmor forbids private namespaces to ordinary users (as Ubuntu does since 23.10). Allow them with: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    );
  }
  if (readText("/proc/sys/kernel/unprivileged_userns_clone")?.trim() === "0") {
    return no(
      "user-namespaces-off",
      "User namespaces are switched off. Allow them with: sudo sysctl kernel.unprivileged_userns_clone=1",
    );
  }
  if (readText("/proc/sys/user/max_user_namespaces")?.trim() === "0") {
    return no(
      "user-namespaces-off",
      "User namespaces are switched off. Allow them with: sudo sysctl user.max_user_namespaces=10000",
    );
  }
  return no(
    "user-namespaces-refused",
    `This machine does not let the panel make private namespaces (${detail}). In a container this is usual; run the panel outside it, or add a real VPS.`,
  );
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function no(code, text) {
  return { available: false, code, text };
}
