import { randomBytes } from "node:crypto";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Flow, FlowListing } from "@/lib/core/flows/flow";
import type { Result } from "@/lib/core/problem/problem";
import { inspectTimeout } from "@/lib/core/rollout/timing";
import { buildCutFlows, buildListFlows } from "@/lib/server/hosts/protocol/build-flows";
import { type FlowsAnswer, parseFlows } from "@/lib/server/hosts/protocol/parse-flows";
import type { HostSession } from "@/lib/server/hosts/session";
import { ServiceError } from "@/lib/server/services/service-error";
import { readHost } from "./read-host";

const endWord = () => randomBytes(16).toString("hex");

function readAnswer(answer: Result<FlowsAnswer>): FlowsAnswer {
  if (answer.ok) return answer.value;
  const [problem] = answer.problems;
  throw new ServiceError(problem?.code ?? "flows-failed", problem?.text ?? "The flows cannot be read.", {
    status: 502,
    params: { ...problem?.params },
  });
}

async function run(session: HostSession, script: string, { privilege }: HostFacts): Promise<FlowsAnswer> {
  const { stdout } = await session.run(script, {
    sudo: privilege === "sudo",
    timeoutMilliseconds: inspectTimeout,
  });
  return readAnswer(parseFlows(stdout));
}

/** Reads the facts and what is alive, over one open session. Throws `flows-failed`, `flows-cut` and what `readHost` throws. */
export async function readFlows(session: HostSession): Promise<{ facts: HostFacts; listing: FlowListing }> {
  const facts = await readHost(session);
  const { listing } = await run(session, buildListFlows({ endWord: endWord() }), facts);
  return { facts, listing };
}

/**
 * Reads the facts, and then what is alive, over one open session. It is for the rules that a host is looked at: where the
 * list cannot be had, or the connection is lost meanwhile, it is null. Throws what `readHost` throws.
 */
export async function lookAround(
  session: HostSession,
): Promise<{ facts: HostFacts; listing: FlowListing | null }> {
  const facts = await readHost(session);
  const answer = await run(session, buildListFlows({ endWord: endWord() }), facts).catch(() => null);
  return { facts, listing: answer?.listing ?? null };
}

/** Ends these flows and reads what is alive after that. Throws as `readFlows` does. */
export async function cutFlows(session: HostSession, flows: readonly Flow[]): Promise<FlowsAnswer> {
  const facts = await readHost(session);
  return run(session, buildCutFlows({ endWord: endWord(), flows }), facts);
}
