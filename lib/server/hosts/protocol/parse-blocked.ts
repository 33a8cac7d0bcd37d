import {
  type BlockedFrame,
  type NoLogReason,
  noLogReasons,
  type SeenEntry,
} from "@/lib/core/blocked/blocked-entry";
import { parseLogLine } from "@/lib/core/blocked/parse-log-line";
import { type LogReader, logReaders } from "@/lib/core/facts/host-facts";
import { answerLineReader } from "./answer-lines";

/** What runs is looked up as a line is read: a line that is older than this was written by something else. */
const oldAge = 5;

/** More than the rules can write in a second, being limited; the rest is dropped. Not of what the log holds at first. */
const mostAtOnce = 5_000;

/** One line of the kernel's log. `facility` 0 is the kernel itself: programs cannot write that. */
function readKernelLine(text: string): Omit<SeenEntry, "programs"> | null {
  const [, level, sequence, time, rest] = /^(\d+),(\d+|-),(\d+),[^;]*;(.*)$/.exec(text) ?? [];
  if (level === undefined || rest === undefined || Number(level) > 7) return null;
  const entry = parseLogLine(rest);
  return entry && { entry, uptime: Number(time) / 1e6, sequence: sequence === "-" ? null : Number(sequence) };
}

/** Reads what BLOCKED prints, line by line; a frame is handed on each second. */
export function blockedReader(onFrame: (frame: BlockedFrame) => void): {
  readonly take: (line: string) => void;
  /** Why the host ended it, in its own word; null: it has not. */
  readonly failed: () => string | null;
} {
  let failed: string | null = null;
  let bootId = "";
  let reader: LogReader = "none";
  let reason: NoLogReason | null = null;
  let seen: SeenEntry[] = [];
  const programs = new Map<string, readonly string[]>();
  const take = answerLineReader((item) => {
    if (item.kind === "over") return;
    if (item.kind === "block") {
      const uid = /^programs-(\d+)$/.exec(item.name)?.[1];
      if (uid !== undefined) programs.set(uid, item.text.split("\n").filter(Boolean));
      return;
    }
    const [word, ...words] = item.words;
    const [first = "", second = "", third = ""] = words;
    if (word === "FAIL") failed = second;
    else if (word === "FACT" && first === "boot-id") bootId = second;
    else if (word === "FACT" && first === "log") {
      reader = logReaders.find((one) => one === second) ?? "none";
      reason = noLogReasons.find((one) => one === third) ?? null;
    } else if (word === "LOG" && seen.length < mostAtOnce) {
      const line = readKernelLine(words.join(" "));
      if (line === null) return;
      const { uid } = line.entry;
      seen.push({ ...line, programs: uid === null ? null : (programs.get(String(uid)) ?? null) });
    } else if (word === "TICK") {
      const uptime = Number(first);
      const entries = seen.map((one) => (one.uptime < uptime - oldAge ? { ...one, programs: null } : one));
      seen = [];
      onFrame({ uptime, bootId, reader, reason, entries });
    }
  });
  return { take, failed: () => failed };
}
