import { everyService, type InboundRule } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { outboundRules } from "./client";
import { endMatches } from "./inbound";
import { ctState, portMatches, protocol, reply, tcp, udp } from "./match-shapes";
import { panelSession } from "./panel-session";
import { accept } from "./rule-shapes";
import type { Scope } from "./scope";
import { answerShapes } from "./service-shapes";

function client(note: string): Origin {
  return { section: "client", ruleId: null, note };
}

/** Answers to one administrator rule: its conditions turned about. */
function adminReplies(scope: Scope, rule: InboundRule): readonly (readonly Match[])[] {
  const { controlPanelPort } = scope.policy;
  const panel: readonly (readonly Match[])[] =
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
  const from: readonly Match[] = own === null ? [] : [{ kind: "source", prefix: own }];
  return endMatches(scope, "destination", rule.sources).flatMap((to) =>
    [...answerShapes(scope, rule.services), ...panel].map((shape) => [...from, ...to, ...shape]),
  );
}

function replies(scope: Scope): readonly Rule[] {
  const back = [ctState("ESTABLISHED"), reply];
  switch (scope.policy.client.replies) {
    case "none":
      return [];
    case "all":
      return [
        { matches: back, target: accept, origin: client("Answers to connections from outside may leave.") },
      ];
    case "admin":
      return scope.policy.purposes
        .flatMap(({ rules }) => rules)
        .filter(({ admin, enabled, verdict }) => admin && enabled && verdict === "accept")
        .flatMap((rule) => adminReplies(scope, rule))
        .map((matches) => ({
          matches: [...matches, ...back],
          target: accept,
          origin: client("Answers to the administrator may leave."),
        }));
  }
}

function dns(scope: Scope): readonly Rule[] {
  const protocols = { off: [], udp: ["udp"], both: ["udp", "tcp"] } as const;
  return protocols[scope.policy.client.dns].map((name) => ({
    matches: [
      protocol(name === "udp" ? udp : tcp),
      ...portMatches(name, "destination", [{ first: 53, last: 53 }]),
    ],
    target: accept,
    origin: client("Names may be looked up anywhere."),
  }));
}

/** What leaves an egress sandbox: answers as far as chosen, DNS, the named destinations. No rule but the answers looks at state. */
export function sandboxOutput(scope: Scope): readonly Rule[] {
  return [
    ...(scope.policy.client.replies === "none" ? [] : panelSession(scope)),
    ...replies(scope),
    ...dns(scope),
    ...scope.policy.client.rules.flatMap((rule) => outboundRules(scope, rule, true)),
  ];
}
