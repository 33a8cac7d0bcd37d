import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Mount points of control groups: version 2, and systemd's own hierarchy on machines that still have both. */
function mounts(which: RegExp): string[] {
  const table = readFileSync("/proc/self/mountinfo", "utf8");
  return [...table.matchAll(/^(?:\S+ ){4}(\S+) .* - (.*)$/gm)]
    .filter(([, , kind = ""]) => which.test(kind))
    .map(([, folder = ""]) => folder);
}

/** Where a container gets a control group of its own, or null where this machine has none of version 2. */
export function ownGroup(name: string): string | null {
  const [mounted] = mounts(/^cgroup2 /);
  return mounted === undefined ? null : join(mounted, name);
}

/** Ends all that runs in a container's control groups, also where the container itself is gone, and removes them. */
export async function endGroups(name: string): Promise<void> {
  const folders = mounts(/^cgroup2 |name=systemd/).map((mounted) => join(mounted, name));
  // Ends: nothing starts others any more once all that is in there was killed at once.
  for (let round = 0; round < 200 && folders.some((folder) => existsSync(folder)); round++) {
    for (const pid of folders.flatMap(processesOf)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended meanwhile.
      }
    }
    removeGroups(name);
    await pause(50);
  }
}

/** Processes of another PID namespace than this one's show as 0. */
function processesOf(folder: string): number[] {
  try {
    const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").map(Number);
    return [...own.filter((pid) => pid > 0), ...below.flatMap(({ name }) => processesOf(join(folder, name)))];
  } catch {
    // The group was removed meanwhile.
    return [];
  }
}

/** Removes what nothing runs in any more of a container's control groups. */
export function removeGroups(name: string): void {
  for (const mounted of mounts(/^cgroup2 |name=systemd/)) removeTree(join(mounted, name));
}

function removeTree(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeTree(join(folder, entry.name));
    }
    rmdirSync(folder);
  } catch (cause) {
    // Its last processes may still be on their way out; an empty group costs nothing.
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "EBUSY" && code !== "ENOENT") throw cause;
  }
}
