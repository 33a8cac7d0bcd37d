import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { findBelow, isInit } from "./processes";

/** Processes started for a rig carry its folder in this variable of their environment. */
export const markName = "SEKISHO_RIG";

/** What runs on this machine for a rig; what runs inside of its hosts carries no mark. */
export function marked(folder: string): number[] {
  const mark = `${markName}=${folder}`;
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      return readFileSync(`/proc/${entry}/environ`, "utf8").split("\0").includes(mark) ? [Number(entry)] : [];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/** The first process of the rig's host. */
export function initOf(folder: string): number | null {
  for (const pid of marked(folder)) {
    if (isInit(pid)) return pid;
    const init = findBelow(pid, isInit);
    if (init !== null) return init;
  }
  return null;
}

/** Ends all that runs for a rig: the hosts first, since their processes would outlive what holds them. */
export async function endMarked(folder: string): Promise<void> {
  // Ends: each round leaves fewer, and nobody starts any more.
  for (let round = 0; round < 200; round++) {
    const pids = marked(folder);
    if (pids.length === 0) return;
    for (const pid of [...pids.map((each) => findBelow(each, isInit)), ...pids]) {
      try {
        if (pid !== null) process.kill(pid, "SIGKILL");
      } catch {
        // It ended meanwhile.
      }
    }
    await pause(50);
  }
  throw new Error(`processes of ${folder} do not end: ${marked(folder)}`);
}
