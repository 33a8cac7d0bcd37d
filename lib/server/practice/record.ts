import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const bothFamilies = z.object({ ipv4: z.string(), ipv6: z.string() });

/** A process by pid and start time (clock ticks; field 22 of /proc/PID/stat): together they name one. */
export const processSchema = z.object({ pid: z.int(), startTime: z.string() });

/** What is on record of a practice VPS in `practice/ID/practice.json` of the data folder. Holds no secret. */
const recordSchema = z.object({
  id: z.string(),
  /** The process whose death ends the practice VPS. */
  outer: processSchema,
  /** The first process inside; it ends last, after all others in there. */
  inner: processSchema,
  user: z.literal("root"),
  port: z.literal(22),
  hostKey: z.object({ type: z.literal("ssh-ed25519"), fingerprint: z.string() }),
  /** Unix sockets of the relay: one connection to them is one new TCP connection from `addresses.panel`. */
  sockets: bothFamilies,
  addresses: z.object({
    /** Where the panel's packets come from, as the VPS sees it. */
    panel: bothFamilies,
    vps: z.object({ ipv4: z.array(z.string()), ipv6: z.array(z.string()) }),
    /** A server that answers the VPS as a client. */
    outside: bothFamilies,
  }),
  /** Prefixes of the vantage points. */
  networks: z.array(z.object({ name: z.string(), entries: z.array(z.string()) })),
  /** False where the kernel maps a single id: a rule for a Linux user cannot load in this practice VPS. */
  mapsUsers: z.boolean(),
});

export type PracticeRecord = z.infer<typeof recordSchema>;

/** Folder of one practice VPS. The id becomes a file name, so it is checked. */
export function practiceFolder(dataFolder: string, id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id)) throw new TypeError("Not an id for a practice VPS.");
  return join(dataFolder, "practice", id);
}

/** The record, or null where there is none that can be read. */
export async function readPracticeRecord(dataFolder: string, id: string): Promise<PracticeRecord | null> {
  try {
    const text = await readFile(join(practiceFolder(dataFolder, id), "practice.json"), "utf8");
    return recordSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return null;
  }
}

/**
 * Whether a recorded process still runs: the start time tells it from another that was given the same pid. One whose
 * first thread is a zombie runs on while another thread lives, and only the last one takes a PID namespace down with it
 * (find_child_reaper, kernel/exit.c).
 */
export function isRunning(recorded: z.infer<typeof processSchema>): boolean {
  try {
    const stat = readFileSync(`/proc/${recorded.pid}/stat`, "utf8");
    // The program's name stands in brackets and may hold anything; the fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, threads, startTime] = [fields[0], fields[17], fields[19]];
    if (startTime !== recorded.startTime || state === "X") return false;
    return state !== "Z" || Number(threads) > 1;
  } catch {
    return false;
  }
}
