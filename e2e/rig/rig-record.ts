import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { endGroups } from "./control-group";
import { endMarked } from "./marked";

/** All rigs of this machine; each has a folder of its name, and all that it needs lies in there. */
export const rigsFolder = join(tmpdir(), "sekisho-rig");
export const rigFolder = (name: string) => join(rigsFolder, name);

const recordSchema = z.object({
  kind: z.string(),
  /** The process that holds it, and when that started: numbers are given again. */
  holder: z.object({ pid: z.number(), start: z.string() }),
  /** Null while it is being raised. */
  login: z
    .object({ address4: z.string(), address6: z.string(), user: z.string(), path: z.string() })
    .nullable(),
});
export type RigRecord = z.infer<typeof recordSchema>;

/** When a process started, in ticks since boot; empty when there is none. */
export function startOf(pid: number): string {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[19] ?? ""
    );
  } catch {
    return "";
  }
}

export const isHeld = ({ holder }: RigRecord) => startOf(holder.pid) === holder.start;

export function rigNames(): string[] {
  return existsSync(rigsFolder) ? readdirSync(rigsFolder).sort() : [];
}

/** Where a rig's hosts keep their files. */
export const filesFolder = (name: string) => join(rigFolder(name), "files");

/** Names of a rig's containers, by which their control groups go. */
export function machinesOf(name: string): string[] {
  const folder = filesFolder(name);
  return existsSync(folder)
    ? readdirSync(folder).flatMap((entry) => /^sekisho-host-(sk-[0-9a-f]+)-/.exec(entry)?.[1] ?? [])
    : [];
}

/** Null where there is no such rig, or a folder without a whole record: its holder died at once. */
export function readRig(name: string): RigRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(rigFolder(name), "rig.json"), "utf8")));
  } catch {
    return null;
  }
}

/** Takes the name, for this process; throws where it is taken. */
export function takeRig(name: string, kind: string): RigRecord {
  mkdirSync(rigsFolder, { recursive: true });
  mkdirSync(rigFolder(name));
  const record = { kind, holder: { pid: process.pid, start: startOf(process.pid) }, login: null };
  writeRig(name, record);
  return record;
}

export function writeRig(name: string, record: RigRecord): void {
  writeFileSync(join(rigFolder(name), "rig.json"), JSON.stringify(record));
}

/** Ends and removes all of a rig whose holder is gone. */
export async function clearRig(name: string): Promise<void> {
  const folder = rigFolder(name);
  await endMarked(folder);
  for (const machine of machinesOf(name)) await endGroups(machine);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    rmdirSync(rigsFolder);
  } catch {
    // Others are there.
  }
}
