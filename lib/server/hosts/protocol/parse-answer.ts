import { failCodes, type HostAnswer, type HostApplyState } from "@/lib/core/rollout/host-answer";
import type { RollbackReason } from "@/lib/core/rollout/phase";
import { type AnswerItem, answerLineReader, readAnswerItems } from "./answer-lines";

/** Texts that the host sends beside its answers: `owned4`, `owned6` (what is ours, live), `detail`, `boot-fault`. */
export type AnswerTexts = Readonly<Record<string, string>>;

/** What a call of the host script told. */
export type CallAnswer = {
  /** In the order in which they were given; the last one is the outcome. */
  readonly answers: readonly HostAnswer[];
  readonly texts: AnswerTexts;
  /** Things worth telling: `ipv6-absent`, `not-rehearsed`, `no-boot-unit`, `chain-kept`. */
  readonly notes: readonly string[];
  /** The script came to its end. Without it, what happened on the host is not known. */
  readonly complete: boolean;
};

/**
 * Takes the lines of stdout as they arrive and hands on each answer at once, so that `armed` is known before the rules
 * are loaded.
 */
export function answerReader(onAnswer: (answer: HostAnswer) => void): (line: string) => void {
  let detail: readonly string[] = [];
  return answerLineReader((item) => {
    if (item.kind === "block" && item.name === "detail") detail = item.text.split("\n").filter(Boolean);
    const answer = readAnswer(item, detail);
    if (answer !== null) onAnswer(answer);
  });
}

/** Reads the whole stdout of a call. */
export function parseAnswer(stdout: string): CallAnswer {
  const answers: HostAnswer[] = [];
  const take = answerReader((answer) => answers.push(answer));
  for (const line of stdout.split("\n")) take(line);
  const items = readAnswerItems(stdout);
  return {
    answers,
    texts: Object.fromEntries(
      items.flatMap((item) => (item.kind === "block" ? [[item.name, item.text]] : [])),
    ),
    notes: items.flatMap((item) =>
      item.kind === "line" && item.words[0] === "NOTE" ? [item.words[1] ?? ""] : [],
    ),
    complete: items.some((item) => item.kind === "over"),
  };
}

const states: readonly string[] = [
  "unknown-id",
  "pending",
  "confirming",
  "rolling-back",
  "confirmed",
  "rolled-back",
  "rollback-failed",
  "lost",
  "gone",
] satisfies HostApplyState[];

const reasons: readonly string[] = [
  "expired",
  "cancelled",
  "drift",
  "lost-by-reboot",
  "timers-lost",
  "load-failed",
  "persist-failed",
] satisfies RollbackReason[];

function readReason(word: string | undefined): RollbackReason | null {
  return word !== undefined && reasons.includes(word) ? (word as RollbackReason) : null;
}

/** One answer line, or null for a line that is none or that this version does not know. */
function readAnswer(item: AnswerItem, detail: readonly string[]): HostAnswer | null {
  if (item.kind !== "line") return null;
  const [word, id = "", ...rest] = item.words;
  switch (word) {
    case "ARMED":
      return {
        kind: "armed",
        id,
        uptime: Number(rest[0]),
        deadline: Number(rest[1]),
        bootId: rest[2] ?? "",
        main: rest[3] === "service" ? "service" : "process",
      };
    case "APPLIED":
      return { kind: "applied", id, uptime: Number(rest[0]) };
    case "CONFIRMED":
      return {
        kind: "confirmed",
        id,
        boot: rest[0] === "unit" ? "unit" : "none",
        again: rest[1] === "again",
      };
    case "GONE":
      return { kind: "gone", id };
    case "ROLLEDBACK":
      return { kind: "rolled-back", id, reason: readReason(rest[0]) ?? "expired" };
    case "ROLLBACKFAILED":
      return { kind: "rollback-failed", id };
    case "BUSY":
      return { kind: "busy", id, seconds: Number(rest[0]) };
    case "FAIL": {
      const code = failCodes.find((each) => each === rest[0]) ?? "bad-request";
      return { kind: "failed", id, code, detail };
    }
    case "STATUS": {
      const [state, loaded, timers, uptime, deadline, bootId, reason] = rest;
      if (state === undefined || !states.includes(state)) return null;
      return {
        kind: "status",
        id,
        state: state as HostApplyState,
        loaded: loaded === "yes",
        timers: Number(timers),
        uptime: Number(uptime),
        deadline: deadline === "-" ? null : Number(deadline),
        bootId: bootId ?? "",
        reason: readReason(reason),
      };
    }
    default:
      return null;
  }
}
