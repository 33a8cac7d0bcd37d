import { randomBytes } from "node:crypto";
import type { HostAnswer } from "@/lib/core/rollout/host-answer";
import type { Attempt } from "@/lib/core/rollout/phase";
import { execTimeout } from "@/lib/core/rollout/timing";
import {
  buildApply,
  buildCancel,
  buildConfirm,
  buildLeave,
  buildStatus,
  type MinimalRules,
} from "@/lib/server/hosts/protocol/build";
import { answerReader } from "@/lib/server/hosts/protocol/parse-answer";
import type { HostSession } from "@/lib/server/hosts/session";

/** What the scripts of one apply are made of. */
export type ApplyScripts = {
  readonly applyId: string;
  readonly timeoutSeconds: number;
  readonly rules4: string;
  readonly rules6: string | null;
  /** What the host loads at a start where the confirmed rules cannot be; sent with the confirm. */
  readonly minimal: MinimalRules | null;
  /** Confirmed, all that is ours goes, the record on the host as well. */
  readonly leave: boolean;
  readonly sudo: boolean;
};

function scriptFor(attempt: Exclude<Attempt, "inspect" | "probe">, scripts: ApplyScripts): string {
  // New for each call: no rule text can hold it by chance or by design.
  const endWord = randomBytes(16).toString("hex");
  const { applyId: id, timeoutSeconds, rules4, rules6, minimal, leave } = scripts;
  switch (attempt) {
    case "arm-and-load":
      return buildApply({ id, timeoutSeconds, rules4, rules6, endWord });
    case "confirm":
      return leave ? buildLeave({ id, endWord }) : buildConfirm({ id, endWord, minimal });
    case "cancel":
      return buildCancel({ id, endWord });
    case "status":
      return buildStatus({ id, endWord, leaving: leave });
  }
}

/** Whether an answer is the last word on an attempt; `armed` is not: the rules are still to be loaded. */
const isLast = (answer: HostAnswer): boolean => answer.kind !== "armed";

/**
 * Runs one phase of the host script and hands over each answer the moment it arrives, with the raw lines that led to
 * it. Answers whether the host's last word came; without it nothing is known of how the call ended.
 */
export async function execPhase(
  session: HostSession,
  attempt: Exclude<Attempt, "inspect" | "probe">,
  scripts: ApplyScripts,
  onAnswer: (answer: HostAnswer, raw: string) => void,
): Promise<{ readonly answered: boolean; readonly raw: string; readonly stderr: string }> {
  let answered = false;
  let raw: string[] = [];
  const take = answerReader((answer) => {
    answered ||= isLast(answer);
    onAnswer(answer, raw.join("\n"));
    raw = [];
  });
  const { stderr } = await session.run(scriptFor(attempt, scripts), {
    sudo: scripts.sudo,
    timeoutMilliseconds: execTimeout,
    onLine: (line) => {
      if (line.startsWith("SEKISHO:")) raw.push(line);
      take(line);
    },
  });
  return { answered, raw: raw.join("\n"), stderr };
}
