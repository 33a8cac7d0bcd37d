import { readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";

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
