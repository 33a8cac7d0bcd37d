import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a command on a machine's console answered; `code` −1 when the machine is down. */
export type ConsoleAnswer = { readonly code: number; readonly stdout: string; readonly stderr: string };

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process ended meanwhile.
    return "";
  }
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

/** The first process below `pid`, nearest first, that fits. */
export function findBelow(pid: number, fits: (pid: number) => boolean): number | null {
  const children = childrenOf(pid);
  const found = children.find(fits);
  if (found !== undefined) return found;
  for (const child of children) {
    const deeper = findBelow(child, fits);
    if (deeper !== null) return deeper;
  }
  return null;
}

/** Whether a process is number 1 in a PID namespace of its own. */
export function isInit(pid: number): boolean {
  const ids = /^NSpid:\s+(.*)$/m.exec(read(`/proc/${pid}/status`))?.[1]?.split(/\s+/) ?? [];
  return ids.length > 1 && ids.at(-1) === "1";
}

/** Whether a process goes by that name. */
export function isCalled(pid: number, name: string): boolean {
  return read(`/proc/${pid}/comm`).trim() === name;
}

/** Runs a shell script in all namespaces of a process, as somebody at that machine's console would. Needs root. */
export function runBeside(pid: number | null, script: string): ConsoleAnswer {
  if (pid === null) return { code: -1, stdout: "", stderr: "the machine is down" };
  const { status, stdout, stderr } = spawnSync(
    "nsenter",
    ["-t", String(pid), "-a", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "sh", "-s"],
    { input: script, encoding: "utf8" },
  );
  return { code: status ?? -1, stdout, stderr };
}
