import { sourceBits } from "@/lib/core/compile/protections/one-source";
import { scannerList } from "@/lib/core/compile/protections/port-scan";
import { sshTable } from "@/lib/core/compile/protections/ssh-guessing";
import { protectionTablePrefix } from "@/lib/core/compile/short-name";
import type { Family } from "@/lib/core/net/family";
import { type Protections, portScanSchema, sourceRateSchema } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
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

const isTcp = (match: Match) => match.kind === "protocol" && match.protocol === 6 && !match.negated;

const isNew = (match: Match) =>
  match.kind === "ct-state" && !match.negated && match.states.length === 1 && match.states[0] === "NEW";

/** What is asked of new TCP connections besides that they are such; null where it is about other packets too. */
function ofNewConnections(matches: readonly Match[]): readonly Match[] | null {
  return matches.some(isTcp) && matches.some(isNew)
    ? matches.filter((match) => !isTcp(match) && !isNew(match))
    : null;
}

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

function readConnections(asked: readonly Match[], family: Family): ReadProtection | null {
  const [limit, ...others] = asked;
  if (limit?.kind !== "connection-limit" || others.length > 0 || limit.negated) return null;
  if (limit.by !== undefined || limit.mask !== sourceBits[family]) return null;
  if (limit.above < 1 || limit.above > 65_535) return null;
  return { name: "open-connections", found: { openConnections: limit.above }, counts: true };
}

function readSsh(asked: readonly Match[]): ReadProtection | null {
  const [ports, limit, ...others] = asked;
  if (ports?.kind !== "ports" || limit?.kind !== "source-limit" || others.length > 0) return null;
  if (!limit.above || !limit.name.startsWith(protectionTablePrefix(sshTable))) return null;
  const { count, per, burst } = limit;
  const rate = sourceRateSchema.safeParse({ count, per, burst });
  return rate.success ? { name: "ssh-guessing", found: { sshGuessing: rate.data }, counts: true } : null;
}

/** The rule that asks the list of knocks says what is held to; the one that writes to it follows from that. */
function readScan(matches: readonly Match[], target: Target, family: Family): ReadProtection | null {
  const list = matches.find((match) => match.kind === "recent");
  if (list === undefined || list.name !== scannerList[family] || list.negated) return null;
  if (list.action === "set" && target.kind === "none") return { name: "port-scan", found: {}, counts: true };
  if (list.action !== "rcheck" || target.kind !== "drop") return null;
  const scan = portScanSchema.safeParse({ ports: list.hits, minutes: (list.seconds ?? 0) / 60 });
  return scan.success ? { name: "port-scan", found: { portScan: scan.data }, counts: true } : null;
}

/** A rule of INPUT as one of the protections, or null where it is none. `before`: what rules above said already. */
export function readProtection(
  matches: readonly Match[],
  target: Target,
  family: Family,
  before: LaterProtections,
): ReadProtection | null {
  const scan = readScan(matches, target, family);
  if (scan !== null || target.kind !== "drop") return scan;
  const asked = ofNewConnections(matches);
  if (asked === null) return readSender(matches, before);
  return readConnections(asked, family) ?? readSsh(asked);
}
