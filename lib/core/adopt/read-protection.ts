import { scannerList } from "@/lib/core/compile/protections/port-scan";
import { readLimit } from "@/lib/core/compile/protections/read-limit";
import type { Family } from "@/lib/core/net/family";
import type { Protections } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import type { Setting } from "./account";

/** The protections that count or ask for senders, as far as rules said them. */
export type LaterProtections = Pick<
  Protections,
  "ownSenders" | "openConnections" | "sshGuessing" | "portScan"
>;

/** One rule of INPUT as a protection: the setting that it is of, and what the policy says then. */
export type ReadProtection = {
  readonly name: Extract<Setting, "own-senders" | "open-connections" | "ssh-guessing" | "port-scan">;
  readonly found: LaterProtections;
  /** What it has counted so far begins anew with the policy's rule. */
  readonly counts: boolean;
};

type Asked = Pick<Rule, "matches" | "target">;

function readSender(matches: readonly Match[], before: LaterProtections): ReadProtection | null {
  const [match, ...others] = matches;
  if (match === undefined || others.length > 0) return null;
  const own: ReadProtection = { name: "own-senders", found: { ownSenders: true }, counts: false };
  if (match.kind === "address-type") {
    const local = match.side === "source" && match.type === "LOCAL" && match.interface === undefined;
    return local && !match.negated ? own : null;
  }
  // Alone it is a rule like any other; behind the one above it is its second half.
  const none = match.kind === "source" && match.prefix.length === 128 && match.prefix.value === 0n;
  return none && !match.negated && before.ownSenders ? own : null;
}

/** One of those that count; the rate of all new connections is read as the rate that it is. */
function readCounting({ matches, target }: Asked, family: Family): ReadProtection | null {
  const limit = readLimit({ matches, target }, family)?.limit;
  switch (limit?.protection) {
    case "open-connections":
      return { name: limit.protection, found: { openConnections: limit.most }, counts: true };
    case "ssh-guessing": {
      const { count, per, burst } = limit;
      return { name: limit.protection, found: { sshGuessing: { count, per, burst } }, counts: true };
    }
    case "port-scan": {
      const { ports, minutes } = limit;
      return { name: limit.protection, found: { portScan: { ports, minutes } }, counts: true };
    }
    default:
      return null;
  }
}

/** The rule that writes knocks down follows from the one that asks for them. */
function isKnock({ matches, target }: Asked, family: Family): boolean {
  const list = matches.find((match) => match.kind === "recent");
  return (
    list?.name === scannerList[family] && !list.negated && list.action === "set" && target.kind === "none"
  );
}

/** A rule of INPUT as one of the protections, or null where it is none. `before`: what rules above said already. */
export function readProtection(
  matches: readonly Match[],
  target: Target,
  family: Family,
  before: LaterProtections,
): ReadProtection | null {
  if (isKnock({ matches, target }, family)) return { name: "port-scan", found: {}, counts: true };
  const counting = readCounting({ matches, target }, family);
  if (counting !== null) return counting;
  return target.kind === "drop" ? readSender(matches, before) : null;
}
