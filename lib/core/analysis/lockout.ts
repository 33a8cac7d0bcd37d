import { parseAddress } from "@/lib/core/net/address";
import { unprivilegedPorts } from "@/lib/core/net/port-range";
import { onePort, type Packet } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { doubtText } from "./doubt";
import type { InterpretOptions } from "./interpret";
import { follow } from "./path/follow";
import { substitute } from "./substitute";
import { placedText, type RuleRef, type Verdict } from "./verdict";

export type LockoutAnswer = "gets-in" | "locked-out" | "cannot-tell";

/** What the host said of the panel's connection (SSH_CONNECTION). */
export type LockoutQuestion = {
  /** The live tables of the family in use. */
  readonly live: Ruleset;
  /** Our compiled chains of that family. */
  readonly compiled: Ruleset;
  readonly connection: {
    readonly panelAddress: string;
    readonly hostAddress: string;
    readonly hostPort: number;
  };
  /** The interface that holds the host's address, or null where it is not known. */
  readonly interface: string | null;
};

/** A packet that a new SSH connection needs. */
export type LegName = "first" | "answer" | "later" | "later-answer";

/** One packet's way; `table` and `chain` are where the verdict fell. */
export type LockoutLeg = {
  readonly name: LegName;
  readonly packet: Packet;
  readonly table: string;
  readonly chain: string;
  readonly verdict: Verdict;
};

export type Lockout = {
  readonly answer: LockoutAnswer;
  /** The answer if the panel stays within every rate limit on its way. */
  readonly withinRates: LockoutAnswer;
  /** Why it cannot be told: what the first leg that cannot be told depends on, or the address; null otherwise. */
  readonly cause: Verdict["dependsOn"][number]["kind"] | "address" | null;
  readonly legs: readonly LockoutLeg[];
};

function refused(verdict: Verdict): boolean {
  return verdict.possible.every((fate) => fate === "drop" || fate === "reject");
}

/** Who listens where the packet is sent instead is not known. */
function sentElsewhere(verdict: Verdict, rule: RuleRef | null): Verdict {
  const text =
    rule === null ? doubtText("earlier-nat", {}) : doubtText("listens-there", { rule: placedText(rule) });
  return {
    ...verdict,
    verdict: "cannot-tell",
    rule,
    possible: ["unknown"],
    dependsOn: [{ kind: "target", text, rule }],
  };
}

/** The packet's way through all tables: the first sure refusal, else the first doubt, else the filter table's accept. */
function travel(ruleset: Ruleset, name: LegName, packet: Packet, options: InterpretOptions): LockoutLeg {
  const path = follow(ruleset, packet, null, options);
  let doubt: LockoutLeg | null = null;
  let filter: LockoutLeg | null = null;
  for (const stage of path.stages) {
    if (stage.kind !== "table") continue;
    const { table, chain, verdict } = stage;
    const leg = { name, packet, table, chain, verdict };
    if (refused(verdict)) return leg;
    if (verdict.verdict === "cannot-tell") doubt ??= leg;
    // From here on it may be another packet that is asked about.
    if (table === "nat" && path.movedBy.length > 0) {
      doubt ??= { ...leg, verdict: sentElsewhere(verdict, path.movedBy[0] ?? null) };
      break;
    }
    if (table === "filter") filter ??= leg;
  }
  const last = doubt ?? filter;
  if (last === null) throw new RangeError("every hook passes the filter table");
  return last;
}

/** The packets of a new connection: in, answered, and both ways afterwards. */
function packets(question: LockoutQuestion): readonly (readonly [LegName, Packet])[] | null {
  const panel = parseAddress(question.connection.panelAddress);
  const host = parseAddress(question.connection.hostAddress);
  if (panel === null || host === null || panel.family !== host.family) return null;
  if (panel.family !== question.live.family) return null;
  const base = { family: panel.family, protocol: 6, icmp: null, hopLimit: null } as const;
  const inward: Packet = {
    ...base,
    chain: "INPUT",
    in: question.interface,
    out: null,
    source: panel,
    destination: host,
    sourcePort: unprivilegedPorts,
    destinationPort: onePort(question.connection.hostPort),
    flags: ["SYN"],
    state: "NEW",
    direction: "ORIGINAL",
    user: { kind: "none" },
  };
  const outward: Packet = {
    ...base,
    chain: "OUTPUT",
    in: null,
    out: question.interface,
    source: host,
    destination: panel,
    sourcePort: inward.destinationPort,
    destinationPort: inward.sourcePort,
    flags: ["SYN", "ACK"],
    state: "ESTABLISHED",
    direction: "REPLY",
    // A translation would be seen in the first packet.
    translated: "none",
    user: null,
  };
  return [
    ["first", inward],
    ["answer", outward],
    ["later", { ...inward, flags: ["ACK"], state: "ESTABLISHED", translated: "none" }],
    ["later-answer", { ...outward, flags: ["ACK"] }],
  ];
}

function answerOf(legs: readonly LockoutLeg[]): LockoutAnswer {
  if (legs.some(({ verdict }) => refused(verdict))) return "locked-out";
  return legs.every(({ verdict }) => verdict.verdict === "accept") ? "gets-in" : "cannot-tell";
}

/**
 * Whether a new SSH connection from the panel would still get in, and its answers out, once our compiled chains are in
 * the live tables. All tables that the packets pass are asked (a translation that may change the connection's way is a
 * doubt). Never "gets in" on a guess: a rule that might match and is not understood gives `cannot-tell`.
 */
export function lockoutVerdict(question: LockoutQuestion): Lockout {
  const asked = packets(question);
  if (asked === null)
    return { answer: "cannot-tell", withinRates: "cannot-tell", cause: "address", legs: [] };
  const after = substitute(question.live, question.compiled);
  const travelAll = (options: InterpretOptions) =>
    asked.map(([name, packet]) => travel(after, name, packet, options));
  const legs = travelAll({ rates: "open" });
  const answer = answerOf(legs);
  const doubt = legs.find(({ verdict }) => verdict.verdict === "cannot-tell");
  return {
    answer,
    withinRates: answer === "cannot-tell" ? answerOf(travelAll({ rates: "within" })) : answer,
    cause: answer === "cannot-tell" ? (doubt?.verdict.dependsOn[0]?.kind ?? "opaque") : null,
    legs,
  };
}
