import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Outer user ids for a practice VPS raised by root: above those of systemd-nspawn, below 2^31, used by nobody. */
const SPARE_IDS = 0x70000000;
const ID_COUNT = 65536;

/** Where the programs are; an unprivileged PATH often has no sbin. */
export const searchPath = [
  process.env.PATH ?? "",
  "/usr/local/sbin",
  "/usr/sbin",
  "/sbin",
  "/usr/bin",
  "/bin",
]
  .filter((part) => part !== "")
  .join(delimiter);

/** Full path of a program, or null. */
export function findProgram(name) {
  for (const folder of searchPath.split(delimiter)) {
    if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/**
 * How ids are mapped. `lines` are rows of uid_map and gid_map (inner first, outer second, count), `base` is the id of
 * the internet side that becomes root of the VPS, `count` how many ids the VPS has.
 *
 * The VPS's root is never the panel's user where that can be had: its processes then own nothing on this machine.
 */
function mappings() {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const single = {
    kind: "single",
    uidLines: [[0, uid, 1]],
    gidLines: [[0, gid, 1]],
    base: 0,
    count: 1,
  };
  if (uid === 0) {
    const spare = [
      [0, 0, ID_COUNT],
      [ID_COUNT, SPARE_IDS, ID_COUNT],
    ];
    const own = [[0, 0, ID_COUNT]];
    return [
      { kind: "direct", uidLines: spare, gidLines: spare, base: ID_COUNT, count: ID_COUNT },
      // Root of a container that has no spare ids.
      { kind: "direct", uidLines: own, gidLines: own, base: 1, count: ID_COUNT - 1 },
      single,
    ];
  }
  const user = subordinate("/etc/subuid", uid);
  const group = subordinate("/etc/subgid", uid);
  if (
    user === null ||
    group === null ||
    findProgram("newuidmap") === null ||
    findProgram("newgidmap") === null
  ) {
    return [single];
  }
  const count = Math.min(user[1], group[1], ID_COUNT);
  const ranged = {
    kind: "newuidmap",
    uidLines: [
      [0, uid, 1],
      [1, user[0], count],
    ],
    gidLines: [
      [0, gid, 1],
      [1, group[0], count],
    ],
    base: 1,
    count,
  };
  return [ranged, single];
}

/** First range of a user in /etc/subuid or /etc/subgid as [start, count]; null where there is none of use. */
function subordinate(file, uid) {
  let text = "";
  let name = "";
  try {
    text = readFileSync(file, "utf8");
    const row = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((line) => line.split(":")[2] === String(uid));
    name = row?.split(":")[0] ?? "";
  } catch {
    return null;
  }
  for (const line of text.split("\n")) {
    const [owner, start, count] = line.split(":");
    if ((owner === name && name !== "") || owner === String(uid)) {
      if (Number(count) >= 1000) return [Number(start), Number(count)];
    }
  }
  return null;
}

/**
 * Makes a user namespace and keeps it open with a waiting process. Resolves to its pid, its mapping and a `release`
 * that ends the process; rejects with the last cause when no mapping is taken.
 */
export async function openUserNamespace() {
  let last = new Error("no mapping was tried");
  for (const mapping of mappings()) {
    const holder = spawn("unshare", ["--user", "sh", "-c", "echo open; read -r _"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: searchPath },
    });
    try {
      await firstLine(holder);
      writeMaps(holder.pid, mapping);
      return { pid: holder.pid, mapping, release: () => holder.stdin.end() };
    } catch (error) {
      holder.kill("SIGKILL");
      last = error;
    }
  }
  throw last;
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.on("error", reject);
    child.stdin.on("error", () => {});
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    child.stdout.once("data", resolve);
    child.on("close", () => reject(new Error(complaint.trim() || "unshare ended")));
  });
}

function writeMaps(pid, mapping) {
  const text = (lines) => lines.map((line) => line.join(" ")).join("\n");
  if (mapping.kind === "newuidmap") {
    for (const [program, lines] of [
      ["newuidmap", mapping.uidLines],
      ["newgidmap", mapping.gidLines],
    ]) {
      const run = spawnSync(program, [String(pid), ...lines.flat().map(String)], {
        env: { PATH: searchPath },
        encoding: "utf8",
      });
      if (run.status !== 0) throw new Error(`${program}: ${run.stderr || run.error?.message}`);
    }
    return;
  }
  // Without a privilege the kernel takes a group map only after setgroups(2) was given up.
  if (mapping.kind === "single") writeFileSync(`/proc/${pid}/setgroups`, "deny");
  writeFileSync(`/proc/${pid}/uid_map`, text(mapping.uidLines));
  writeFileSync(`/proc/${pid}/gid_map`, text(mapping.gidLines));
}

/**
 * Arguments for `nsenter` that run a command in that user namespace and in fresh network, mount, PID, IPC and UTS
 * namespaces. The process that stays outside is unshare: when it dies, everything inside dies.
 */
export function enterArguments(namespace, command) {
  return [
    "--user",
    `--target=${namespace.pid}`,
    // setgroups(2), which nsenter would call, is forbidden there.
    ...(namespace.mapping.kind === "single" ? ["--preserve-credentials"] : []),
    "unshare",
    ...["--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc"],
    ...command,
  ];
}
