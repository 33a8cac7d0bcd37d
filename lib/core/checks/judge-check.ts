import { type ExpectedOutcome, gotThrough, type SeenOutcome } from "./check";

/**
 * Intended beside observed. `agrees`; `less-protected`, `more-closed` than was believed; `answers-otherwise`: shut as
 * intended, but told in another way (refused for silent). Not comparable: `nothing-listens` behind an open door;
 * `other-side`: the rules let it out, and somebody else does not answer; `cannot-tell` what was intended; `not-tried`.
 */
export const judgements = [
  "less-protected",
  "more-closed",
  "answers-otherwise",
  "cannot-tell",
  "not-tried",
  "other-side",
  "nothing-listens",
  "agrees",
] as const;
export type Judgement = (typeof judgements)[number];

export type Compared = {
  readonly way: "in" | "out";
  /** By the rules that were confirmed. */
  readonly intended: ExpectedOutcome;
  /** By the rules that the host held when it was tried. */
  readonly live: ExpectedOutcome;
  readonly seen: SeenOutcome;
  /** Whether a program listens where an incoming check knocks. */
  readonly listens: boolean;
  /** A look-up of a name: a closed door and an absent name look the same. */
  readonly looksUp: boolean;
  /** A ping: where the host's own rules drop it, some programs are told so by the kernel, and others hear nothing. */
  readonly pings: boolean;
};

const isShut = (outcome: ExpectedOutcome) => outcome !== "works" && outcome !== "cannot-tell";

function ofOpen({ way, live, seen, listens }: Compared): Judgement {
  if (gotThrough(seen)) return "agrees";
  if (seen === "no-route") return "not-tried";
  if (isShut(live)) return "more-closed";
  if (way === "out") return "other-side";
  return seen === "refused" && !listens ? "nothing-listens" : "more-closed";
}

function ofShut({ way, intended, live, seen, looksUp, pings }: Compared): Judgement {
  // Silence of somebody who is not there proves no rule: what the live rules let pass is open.
  if (gotThrough(seen) || live === "works") return "less-protected";
  if (seen === "no-route" || looksUp) return "agrees";
  // A raw socket (BusyBox) fails with "not permitted", a ping socket (iputils of Debian 12) does not.
  if (pings && way === "out" && intended === "silent" && seen === "unreachable") return "agrees";
  return seen === intended ? "agrees" : "answers-otherwise";
}

/** Whether what was seen is what was intended. */
export function judgeCheck(compared: Compared): Judgement {
  const { intended, seen, looksUp } = compared;
  if (seen === "no-tool" || seen === "unread") return "not-tried";
  if (seen === "cannot-resolve" && !looksUp) return "not-tried";
  if (intended === "cannot-tell") return "cannot-tell";
  return intended === "works" ? ofOpen(compared) : ofShut(compared);
}

/** The judgement that counts for several: the one that asks for action first. */
export function gravestJudgement(all: readonly Judgement[]): Judgement {
  return judgements.find((one) => all.includes(one)) ?? "not-tried";
}
