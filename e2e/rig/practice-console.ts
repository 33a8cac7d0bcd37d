import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConsoleAnswer, findBelow, isCalled, runBeside } from "./processes";

type PracticeRecord = { readonly outer: { readonly pid: number }; readonly inner: { readonly pid: number } };

function records(dataFolder: string): PracticeRecord[] {
  const folder = join(dataFolder, "practice");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((id) => JSON.parse(readFileSync(join(folder, id, "practice.json"), "utf8")));
}

/** Runs a shell script inside the one practice VPS of a panel, past its network and firewall. Needs root. */
export function onPractice(dataFolder: string, script: string): ConsoleAnswer {
  const [record] = records(dataFolder);
  if (record === undefined) throw new Error(`no practice VPS below ${dataFolder}`);
  return runBeside(
    findBelow(record.outer.pid, (pid) => isCalled(pid, "sshd")),
    script,
  );
}

/** The same on the internet around it. */
export function onPracticeInternet(dataFolder: string, script: string): ConsoleAnswer {
  const [record] = records(dataFolder);
  if (record === undefined) throw new Error(`no practice VPS below ${dataFolder}`);
  return runBeside(record.inner.pid, script);
}

/** Ends the practice VPSs of a panel: they outlive it on purpose. */
export function endPractices(dataFolder: string): void {
  for (const { outer } of records(dataFolder)) {
    try {
      process.kill(outer.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  }
}
