import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

/** One start of the panel: machine boot, process and a random part, so that a reused pid is never taken for us. */
export type Owner = string;

function read(path: string): string | null {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch {
    return null;
  }
}

const bootId = () => read("/proc/sys/kernel/random/boot_id")?.trim() ?? "-";

/** Field 22 of /proc/PID/stat: when the process began, in ticks since boot; null: no such process, or no /proc. */
function startTime(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold blanks.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** The name under which this process leases jobs. */
export function ownName(): Owner {
  return [bootId(), process.pid, startTime(process.pid) ?? "-", randomBytes(4).toString("hex")].join("/");
}

/** Whether the process behind a lease is surely gone: another boot, no such pid, or the pid belongs to a younger one. */
export function isDead(owner: Owner): boolean {
  const [boot, pid, start] = owner.split("/");
  if (boot === undefined || pid === undefined || start === undefined || boot === "-" || start === "-")
    return false;
  return boot !== bootId() || startTime(Number(pid)) !== start;
}
