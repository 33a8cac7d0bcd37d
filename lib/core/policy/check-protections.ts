import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type AskedMatch, offersMatch } from "@/lib/core/facts/kernel-matches";
import { sshPorts } from "@/lib/core/facts/ssh-ports";
import { parsePortRange } from "@/lib/core/net/port-range";
import { notice, type Problem, warning } from "@/lib/core/problem/problem";
import { checkRate } from "./check-names";
import { isSandbox } from "./is-sandbox";
import { everyService, type Policy, type Protections } from "./schema";

/** Fewer than this many connections a browser needs for one page: it opens six to each name of HTTP/1.1. */
const fewConnections = 10;

/** Which extensions a protection cannot do without. */
const needs = {
  openConnections: ["connlimit"],
  sshGuessing: ["hashlimit"],
  portScan: ["recent", "hashlimit"],
} as const satisfies Partial<Record<keyof Protections, readonly AskedMatch[]>>;

/** A small kernel may lack an extension; a rule that asks for it would make the whole set of rules fail to load. */
function* checkMatches(protections: Protections, facts: HostFacts | null): Generator<Problem> {
  for (const [name, matches] of Object.entries(needs)) {
    const missing = matches.find((match) => !offersMatch(facts, match));
    if (protections[name as keyof typeof needs] === undefined || missing === undefined) continue;
    const text = `This host's kernel has no ${missing}: the protection that asks for it is left out, the others work.`;
    yield warning("protection-missing", text, ["protections", name], { match: missing });
  }
}

/** Whether somebody besides the administrator may open SSH. */
function othersUseSsh({ purposes, services }: Policy, ports: readonly number[]): boolean {
  const isSsh = (name: string) =>
    services
      .find((service) => service.name === name)
      ?.parts.some(
        (part) =>
          part.protocol === "tcp" &&
          part.ports.some((text) => {
            const range = parsePortRange(text);
            return !("fault" in range) && ports.some((port) => range.first <= port && port <= range.last);
          }),
      ) ?? false;
  return purposes
    .flatMap(({ rules }) => rules)
    .some(
      ({ admin, enabled, verdict, services: named }) =>
        !admin && enabled && verdict === "accept" && (named.includes(everyService) || named.some(isSsh)),
    );
}

function* checkInbound(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  const { openConnections, sshGuessing, portScan } = policy.protections;
  yield* checkMatches(policy.protections, facts);
  if (openConnections !== undefined && openConnections < fewConnections) {
    const text = `A browser opens more than ${openConnections} connections for one page, and an office behind NAT is one source.`;
    yield warning("few-connections", text, ["protections", "openConnections"], { most: openConnections });
  }
  // What is handed on may still be let in by the host's other rules.
  const refused = policy.otherwise !== "hand-on";
  if (sshGuessing !== undefined && refused && !othersUseSsh(policy, sshPorts(facts))) {
    const text =
      "Nobody but the administrator may use SSH here, and the administrator is never limited: slowing down guesses at SSH has nothing to do.";
    yield notice("ssh-guessing-idle", text, ["protections", "sshGuessing"]);
  }
  if (portScan !== undefined && policy.otherwise === "hand-on") {
    const text =
      "What no rule speaks of is left to the host's other rules, so no port is known to be closed: scans are not noticed.";
    yield warning("port-scan-hands-on", text, ["protections", "portScan"]);
  }
}

/** Problems of what protects the ways in. The sandbox leaves them to the host's other rules. */
export function* checkProtections(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  const { newConnections, ping, sshGuessing } = policy.protections;
  yield* checkRate(newConnections, ["protections", "newConnections"]);
  yield* checkRate(ping, ["protections", "ping"]);
  yield* checkRate(sshGuessing ?? null, ["protections", "sshGuessing"]);
  if (!isSandbox(policy)) yield* checkInbound(policy, facts);
}
