import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { adminAnswers } from "./admin-answers";
import { outboundRules } from "./client";
import { ctState, portMatches, protocol, reply, tcp, udp } from "./match-shapes";
import { panelSession } from "./panel-session";
import { accept } from "./rule-shapes";
import type { Scope } from "./scope";

function client(note: string): Origin {
  return { section: "client", ruleId: null, note };
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
      return adminAnswers(scope).map((matches) => ({
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
