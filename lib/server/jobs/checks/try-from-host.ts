import { randomBytes } from "node:crypto";
import type { Seen } from "@/lib/core/checks/check";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { buildChecks } from "@/lib/server/hosts/protocol/build-checks";
import { parseChecks } from "@/lib/server/hosts/protocol/parse-checks";
import type { HostSession } from "@/lib/server/hosts/session";
import type { HostTry } from "@/lib/server/services/host-gateway";
import { ServiceError } from "@/lib/server/services/service-error";
import { readHost } from "../read-host";

/**
 * All checks of a host together: they run beside one another, two dozen at a time, each for some seconds. Shorter: a slow
 * host is cut off. Longer: somebody looks at a page that waits for a host that hangs.
 */
const checksTimeout = 90_000;

/**
 * Reads the facts, and tries from the host what `choose` makes of them. Throws `checks-cut`, `checks-failed` and what
 * `readHost` throws.
 */
export async function tryFromHost(
  session: HostSession,
  choose: (facts: HostFacts) => readonly HostTry[],
): Promise<{ facts: HostFacts; seen: readonly (readonly Seen[])[] }> {
  const facts = await readHost(session);
  const checks = choose(facts);
  if (checks.length === 0) return { facts, seen: [] };
  const script = buildChecks(checks, { endWord: randomBytes(16).toString("hex") });
  const { stdout } = await session.run(script, {
    sudo: facts.privilege === "sudo",
    timeoutMilliseconds: checksTimeout,
  });
  const read = parseChecks(stdout, checks.length);
  if (read.ok) return { facts, seen: read.value };
  const [problem] = read.problems;
  throw new ServiceError(problem?.code ?? "checks-cut", problem?.text ?? "The checks cannot be read.", {
    status: 502,
    params: { ...problem?.params },
  });
}
