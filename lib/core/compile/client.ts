import type { OutboundRule } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { ftpData, usesFtp } from "./ftp";
import { endMatches } from "./inbound";
import { ctState, reply } from "./match-shapes";
import { clientNote, outboundNote } from "./notes";
import { panelSession } from "./panel-session";
import { icmpErrors } from "./protections/icmp";
import { replyRecipe } from "./reply-recipe";
import { accept, logWay, verdictRules } from "./rule-shapes";
import type { Scope } from "./scope";
import { answerShapes, requestShapes } from "./service-shapes";

function client(note: string, ruleId: string | null = null): Origin {
  return { section: "client", ruleId, note };
}

const answers: Origin = client("Answers to connections from outside may leave.");

const ftpNote = "FTP data connections that the kernel's helper expects.";

/** The Linux account as a number from the host's facts; `validatePolicy` refused an unknown one. */
function userMatch(scope: Scope, rule: OutboundRule): readonly Match[] {
  const uid = rule.user === null ? undefined : scope.facts?.users[rule.user];
  return uid === undefined ? [] : [{ kind: "owner-user", first: uid, last: uid }];
}

/** The rules of one outbound policy rule: each destination by each service. */
export function outboundRules(scope: Scope, rule: OutboundRule, stateless: boolean): readonly Rule[] {
  if (!rule.enabled) return [];
  const origin = client(outboundNote(rule), rule.id);
  const user = userMatch(scope, rule);
  return endMatches(scope, "destination", rule.destinations).flatMap((to) =>
    requestShapes(scope, rule.services).flatMap((shape) =>
      verdictRules(
        rule,
        scope.family,
        { matches: [...to, ...shape, ...user], stateless, log: logWay(scope.facts, true) },
        origin,
      ),
    ),
  );
}

/** What leaves the VPS in every role but the sandbox; ends before logging and the final verdict. */
export function clientOutput(scope: Scope): readonly Rule[] {
  const { mode, services, rules } = scope.policy.client;
  const named = rules.flatMap((rule) => outboundRules(scope, rule, false));
  const replies: Rule = { matches: [ctState("ESTABLISHED"), reply], target: accept, origin: answers };
  if (mode !== "at-request") {
    const everything = client("This server may open any connection to the outside.");
    return [
      ...(named.length > 0 ? [replies, ...named] : []),
      { matches: [ctState("NEW", "ESTABLISHED")], target: accept, origin: everything },
      ...icmpErrors(scope).map((rule) => ({ ...rule, origin: everything })),
      ...(usesFtp(scope) ? [ftpData(client(ftpNote))] : []),
    ];
  }
  const chosen = client(clientNote(services));
  return [
    ...panelSession(scope),
    replies,
    ...icmpErrors(scope).map((rule) => ({ ...rule, origin: answers })),
    ...named,
    ...requestShapes(scope, services).map((shape) => ({
      matches: [...shape, ctState("NEW", "ESTABLISHED")],
      target: accept,
      origin: chosen,
    })),
    ...(usesFtp(scope) ? [ftpData(client(ftpNote))] : []),
  ];
}

/** Answers that come back to the VPS as a client; they stand after all sources. */
export function clientReplies(scope: Scope): readonly Rule[] {
  const { mode, services, rules } = scope.policy.client;
  const replies = (note: string, ruleId: string | null = null): Origin => ({
    section: "replies",
    ruleId,
    note,
  });
  const back = [ctState("ESTABLISHED"), reply];
  const ftp = usesFtp(scope) ? [ftpData(replies(ftpNote))] : [];
  if (mode !== "at-reply") {
    const origin = replies("Answers to connections that this server opened itself.");
    return [{ matches: back, target: accept, origin }, ...ftp];
  }
  const origin = replies(`Answers to this server as a client: ${services.join(", ")}.`);
  const chosen = replyRecipe(scope, services).map((matches) => ({
    matches: [...matches, reply],
    target: accept,
    origin,
  }));
  const named = rules
    .filter(({ enabled, verdict }) => enabled && verdict === "accept")
    .flatMap((rule) =>
      endMatches(scope, "source", rule.destinations).flatMap((from) =>
        answerShapes(scope, rule.services).map((shape) => ({
          matches: [...from, ...shape, ...back],
          target: accept,
          origin: replies(`Answers from ${rule.destinations.join(", ")}.`, rule.id),
        })),
      ),
    );
  return [...chosen, ...named, ...ftp];
}
