import { randomBytes } from "node:crypto";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { inspectTimeout } from "@/lib/core/rollout/timing";
import { buildInspect } from "@/lib/server/hosts/protocol/build";
import { parseInspection } from "@/lib/server/hosts/protocol/parse-inspection";
import type { HostSession } from "@/lib/server/hosts/session";
import { ServiceError } from "@/lib/server/services/service-error";

/** A line of the script's answer in words, or null: nothing to show (the insides of a block, a login's greeting). */
function progressLine(line: string): string | null {
  return /^SEKISHO:(?:FACT|BEGIN) (.*)$/.exec(line)?.[1] ?? null;
}

/**
 * Reads the facts over an open session: plainly first, then through `sudo -n` where the login is not root.
 * Throws `inspect-not-root`, `inspect-cut`, `inspect-unreadable`.
 */
export async function readHost(session: HostSession, onLine?: (line: string) => void): Promise<HostFacts> {
  const read = async (sudo: boolean) => {
    const answer = await session.run(buildInspect({ endWord: randomBytes(16).toString("hex") }), {
      sudo,
      timeoutMilliseconds: inspectTimeout,
      onLine: (line) => {
        const text = progressLine(line);
        if (text !== null) onLine?.(text);
      },
    });
    return parseInspection(answer.stdout);
  };
  let facts = await read(false);
  if (!facts.ok && facts.problems[0]?.code === "inspect-needs-sudo") facts = await read(true);
  if (facts.ok) return facts.value;
  const [problem] = facts.problems;
  throw new ServiceError(problem?.code ?? "inspect-unreadable", problem?.text ?? "The host cannot be read.", {
    status: 502,
    problems: facts.problems,
  });
}
