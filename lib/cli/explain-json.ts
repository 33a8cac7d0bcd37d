import type { PathVerdict, Stage } from "@/lib/core/analysis/path/path-verdict";
import type { Dependency, RuleRef, TraceStep } from "@/lib/core/analysis/verdict";
import { formatPacket } from "@/lib/core/packet/format-packet";

function ruleJson(rule: RuleRef | null) {
  return rule && { table: rule.table, line: rule.line, text: rule.text };
}

function conditionsJson(list: readonly Dependency[]) {
  return list.map(({ kind, text, rule }) => ({ kind, text, rule: ruleJson(rule) }));
}

function stageJson(stage: Stage) {
  if (stage.kind === "route") return stage;
  const { kind, table, chain, packet, verdict, rewritten } = stage;
  return {
    kind,
    table,
    chain,
    packet: formatPacket(packet),
    verdict: verdict.verdict,
    rule: ruleJson(verdict.rule),
    rewritten,
  };
}

/** Every step, with the table that its chain is in. */
function traceJson(stages: readonly Stage[]): (TraceStep & { readonly table: string })[] {
  return stages.flatMap((stage) =>
    stage.kind === "table" ? stage.verdict.trace.map((step) => ({ table: stage.table, ...step })) : [],
  );
}

/** One line of JSON for a packet; `whole` with the way that it takes. */
export function pathJson(path: PathVerdict, whole: boolean): string {
  const { verdict, rule, assumes, dependsOn, stages, leaves, notKnown } = path;
  return JSON.stringify({
    verdict,
    rule: ruleJson(rule),
    ...(whole && { trace: traceJson(stages) }),
    assumes: conditionsJson(assumes),
    dependsOn: conditionsJson(dependsOn),
    ...(whole && {
      stages: stages.map(stageJson),
      leaves: leaves && formatPacket(leaves),
      notKnown: conditionsJson(notKnown),
    }),
  });
}
