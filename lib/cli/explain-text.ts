import type { PathVerdict, RouteStage, Stage, TableStage } from "@/lib/core/analysis/path/path-verdict";
import { type Dependency, placedText, type TraceStep } from "@/lib/core/analysis/verdict";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Packet } from "@/lib/core/packet/packet";

const marks = { yes: "*", no: " ", maybe: "?" } as const;

function stepLine(step: TraceStep): string {
  if (step.kind === "note") return `      ${step.text}\n`;
  const line = String(step.line ?? step.index + 1).padStart(5);
  return `${line} ${marks[step.matched]} ${step.text}\n${" ".repeat(10)}${step.because}\n`;
}

function named(word: string, list: readonly Dependency[]): string {
  return list.map(({ text, rule }) => `  ${word}: ${text}${rule ? ` (line ${rule.line})` : ""}\n`).join("");
}

const places: Readonly<Record<RouteStage["to"], string>> = {
  host: "to this host",
  forward: "on",
  out: "out",
  nowhere: "nowhere",
  "not-known": "not known",
};

function stageText(stage: Stage): string {
  if (stage.kind === "route") {
    const by = stage.out === null ? "" : ` by ${stage.out}`;
    return `\nrouting: ${places[stage.to]}${by} (${stage.because})\n`;
  }
  const { table, chain, verdict, rewritten } = stage;
  const now = rewritten === null ? "" : `, now ${rewritten}`;
  return `\n${table} ${chain}: ${verdict.verdict}${now}\n${verdict.trace.map(stepLine).join("")}`;
}

/** Who decided, in words. */
function decision({ rule, stages, decidedAt }: PathVerdict, packet: Packet): string {
  if (rule !== null) return `line ${rule.line}: ${placedText(rule)}`;
  const stage = stages[decidedAt];
  if (stage?.kind === "route") return `the routing decision: ${stage.because}`;
  const table = (stage as TableStage | undefined)?.table ?? "filter";
  const chain = (stage as TableStage | undefined)?.chain ?? packet.chain;
  return table === "filter" ? `chain policy of ${chain}` : `chain policy of ${table} ${chain}`;
}

/** The answer for people: what happens, why, and the way stage by stage. */
export function pathText(packet: Packet, path: PathVerdict): string {
  const { verdict, assumes, dependsOn, stages, leaves, notKnown } = path;
  const why = verdict === "cannot-tell" ? named("hangs on", dependsOn) : `  by ${decision(path, packet)}\n`;
  const rewritten = stages.some((stage) => stage.kind === "table" && stage.rewritten !== null);
  const exit = leaves !== null && rewritten ? `  leaves as: ${formatPacket(leaves)}\n` : "";
  const head = `${formatPacket(packet)}\n${verdict}\n${why}`;
  return `${head}${named("as long as this rate is kept", assumes)}${exit}${named("not known", notKnown)}${stages.map(stageText).join("")}`;
}
