import { randomBytes } from "node:crypto";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { RehearsalAnswer } from "@/lib/core/rehearsal/rehearsal";
import { execTimeout } from "@/lib/core/rollout/timing";
import { buildRehearse } from "@/lib/server/hosts/protocol/build";
import { parseRehearsal } from "@/lib/server/hosts/protocol/parse-rehearsal";
import type { HostSession } from "@/lib/server/hosts/session";
import { ServiceError } from "@/lib/server/services/service-error";
import { readHost } from "./read-host";

/**
 * Reads the facts and rehearses the host's next start, over an open session. Throws `rehearsal-cut`,
 * `rehearsal-refused`, and what reading the facts throws.
 */
export async function rehearseStart(
  session: HostSession,
): Promise<{ facts: HostFacts; answer: RehearsalAnswer }> {
  const facts = await readHost(session);
  const { stdout } = await session.run(buildRehearse({ endWord: randomBytes(16).toString("hex") }), {
    sudo: facts.privilege === "sudo",
    timeoutMilliseconds: execTimeout,
  });
  const answer = parseRehearsal(stdout);
  if (answer.ok) return { facts, answer: answer.value };
  const [problem] = answer.problems;
  throw new ServiceError(problem?.code ?? "rehearsal-cut", problem?.text ?? "The host cannot rehearse.", {
    status: 502,
    params: problem?.params ?? {},
  });
}
