import { everyService, type InboundRule } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { endMatches } from "./inbound";
import { portMatches, protocol, tcp } from "./match-shapes";
import { accept } from "./rule-shapes";
import type { Scope } from "./scope";
import { answerShapes } from "./service-shapes";

type Shape = readonly Match[];

/** Answers to one administrator rule: its conditions turned about. */
function turned(scope: Scope, rule: InboundRule): readonly Shape[] {
  const { controlPanelPort } = scope.policy;
  const panel: readonly Shape[] =
    controlPanelPort === null || rule.services.includes(everyService)
      ? []
      : [
          [
            protocol(tcp),
            ...portMatches("tcp", "source", [{ first: controlPanelPort, last: controlPanelPort }]),
          ],
        ];
  const own = rule.destination === null ? null : scope.ownAddress(rule.destination);
  if (rule.destination !== null && own === null) return [];
  const from: Shape = own === null ? [] : [{ kind: "source", prefix: own }];
  return endMatches(scope, "destination", rule.sources).flatMap((to) =>
    [...answerShapes(scope, rule.services), ...panel].map((shape) => [...from, ...to, ...shape]),
  );
}

/** Conditions for what this server answers on the administrator's path, one list for each rule that is needed. */
export function adminAnswers(scope: Scope): readonly Shape[] {
  return scope.policy.purposes
    .flatMap(({ rules }) => rules)
    .filter(({ admin, enabled, verdict }) => admin && enabled && verdict === "accept")
    .flatMap((rule) => turned(scope, rule));
}

/**
 * For the exported script, which is run in a session that may be older than connection tracking: the first packet that
 * the kernel then sees of it is the server's own, and a rule for replies drops it (measured). Without SYN no connection
 * can begin here.
 */
export function openAdminSessions(scope: Scope): readonly Rule[] {
  const withoutSyn: Match = { kind: "tcp-flags", mask: ["SYN"], set: [] };
  return adminAnswers(scope).flatMap((shape) => {
    const asked = shape.find((match) => match.kind === "protocol")?.protocol ?? null;
    if (asked !== null && asked !== tcp) return [];
    const matches = [...shape, ...(asked === null ? [protocol(tcp)] : []), withoutSyn];
    const note =
      "The administrator's open sessions go on, though they may be older than connection tracking.";
    return [{ matches, target: accept, origin: { section: "client", ruleId: null, note } }];
  });
}
