import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import type { Policy } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { fail, ok, type Result } from "@/lib/core/problem/problem";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Origin, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { openAdminSessions } from "./admin-answers";
import { alwaysRules } from "./always";
import { clientOutput, clientReplies } from "./client";
import type { Compiled, Recipe } from "./compiled";
import { forwards } from "./forward";
import { helperTable } from "./ftp";
import { inboundRules } from "./inbound";
import { observedEnd } from "./observe";
import { knockRules } from "./protections/port-scan";
import { protectionRules } from "./protections/protections";
import { mostPublished, publishedCount, publishedRules, tooManyPublished } from "./published";
import { accept, drop, logRule, logWay, observedLogs, reject } from "./rule-shapes";
import { sandboxOutput } from "./sandbox";
import { type Scope, scopeOf } from "./scope";

function final(note: string): Origin {
  return { section: "final", ruleId: null, note };
}

/** A log rule for what the final verdict refuses, when the operator wants one. */
function refusedLog(scope: Scope, direction: "in" | "out"): readonly Rule[] {
  const lines = scope.policy.protections.logRefused;
  if (lines === null) return [];
  const origin: Origin = {
    section: "logging",
    ruleId: null,
    note: "What is refused below is logged, a few lines a minute.",
  };
  return [logRule([], direction, logWay(scope.facts, direction === "out"), origin, lines)];
}

/** Lines a minute of an observation where what is refused is not logged: without any it would observe nothing. */
const observedLines = 10;

/** The last word of an observation: what would be refused is logged under a name of its own, and passes. */
function observed(scope: Scope, verdict: "drop" | "reject"): readonly Rule[] {
  const origin: Origin = {
    section: "logging",
    ruleId: null,
    note: "What would be refused is logged, a few lines a minute.",
  };
  const lines = scope.policy.protections.logRefused ?? observedLines;
  return [
    ...observedLogs([], verdict, observedEnd, logWay(scope.facts, true), origin, lines),
    { matches: [], target: accept, origin: final("Nothing is held back yet: what would be refused passes.") },
  ];
}

/** The last word: a refusal that may be logged, or the host's other rules. `unseen`: what stands behind the log. */
function end(
  scope: Scope,
  direction: "in" | "out",
  refusal: { readonly target: Target; readonly note: string },
  unseen: readonly Rule[] = [],
): readonly Rule[] {
  if (scope.policy.otherwise === "hand-on") {
    const note = "What no rule here speaks of is left to the server's other rules.";
    return [{ matches: [], target: { kind: "return" }, origin: final(note) }];
  }
  const { target, note } = refusal;
  return [...refusedLog(scope, direction), ...unseen, { matches: [], target, origin: final(note) }];
}

function inputRules(scope: Scope): readonly Rule[] {
  if (isSandbox(scope.policy)) {
    const note = final("The sandbox leaves what comes in to the server's other rules.");
    return [{ matches: [], target: { kind: "return" }, origin: note }];
  }
  const ofRules = (admin: boolean) =>
    scope.policy.purposes.flatMap((purpose) =>
      purpose.rules
        .filter((rule) => rule.admin === admin)
        .flatMap((rule) => inboundRules(scope, purpose, rule)),
    );
  return [
    ...alwaysRules(scope.family, "in"),
    ...ofRules(true),
    ...protectionRules(scope),
    ...ofRules(false),
    ...clientReplies(scope),
    ...end(
      scope,
      "in",
      { target: drop, note: "Everything else that comes in is dropped." },
      knockRules(scope),
    ),
  ];
}

function outputRules(scope: Scope): readonly Rule[] {
  const sandbox = isSandbox(scope.policy);
  const { client, otherwise } = scope.policy;
  const watches = client.observe === true && otherwise === "refuse";
  return [
    ...alwaysRules(scope.family, "out"),
    ...(sandbox ? sandboxOutput(scope) : clientOutput(scope)),
    ...(watches
      ? observed(scope, sandbox ? "reject" : "drop")
      : end(
          scope,
          "out",
          sandbox
            ? {
                target: reject(scope.family),
                note: "Everything else is refused at once, so that programs fail instead of hanging.",
              }
            : { target: drop, note: "Everything else that leaves is dropped." },
        )),
  ];
}

function forwardRules(scope: Scope): readonly Rule[] {
  const { forward } = scope.policy;
  if (forward === "published" && !isSandbox(scope.policy)) {
    const note = "No rule lets anybody else reach a published port.";
    return publishedRules(scope, end(scope, "in", { target: drop, note }));
  }
  const dropped =
    forward === "drop" ||
    (forward === "auto" && !isSandbox(scope.policy) && !forwards(scope.family, scope.facts));
  return dropped
    ? [{ matches: [], target: drop, origin: final("Nothing passes through this server.") }]
    : [
        {
          matches: [],
          target: { kind: "return" },
          origin: final("What passes through this server is left to its other rules."),
        },
      ];
}

/** The owned chains of one family, in the order in which iptables-save prints them. */
function compileFamily(family: Family, policy: Policy, facts: HostFacts | null): Ruleset {
  const scope = scopeOf(family, policy, facts);
  const chain = (name: string, rules: readonly Rule[]): Chain => ({ name, policy: null, rules });
  const chains = [
    chain(ownedChains.forward, forwardRules(scope)),
    chain(ownedChains.input, inputRules(scope)),
    chain(ownedChains.output, outputRules(scope)),
  ];
  return { family, tables: [...helperTable(scope), { name: "filter", chains }] };
}

/** The roles that come from the classic recipe, which knows no direction of replies. */
const articleRoles: readonly string[] = ["public-web-server", "internal-server", "file-server"];

function recipeOf(policy: Policy): Recipe {
  if (isSandbox(policy)) return "sandbox";
  const article = policy.purposes.every(({ role }) => articleRoles.includes(role));
  return article && policy.client.mode !== "at-request" ? "article" : "request";
}

/** Where every new packet may leave, or no answer is to leave, an open session needs no rule of its own. */
function openSessions(family: Family, policy: Policy, facts: HostFacts | null): readonly Rule[] {
  const { mode, replies } = policy.client;
  const needless = isSandbox(policy) ? replies === "none" : mode !== "at-request";
  return needless ? [] : openAdminSessions(scopeOf(family, policy, facts));
}

/**
 * Turns a policy into the owned chains of both families, or says why it cannot: never a partial result. `facts` bind
 * what only the host knows (own addresses, the panel's address, accounts); without them a policy that needs them fails.
 */
export function compile(policy: Policy, facts: HostFacts | null): Result<Compiled> {
  const problems = validatePolicy(policy, facts);
  if (problems.some(({ severity }) => severity === "error")) return fail(...problems);
  const ruleset4 = compileFamily(4, policy, facts);
  const ruleset6 = facts?.iptables6 === "absent" ? null : compileFamily(6, policy, facts);
  const many = Math.max(publishedCount(ruleset4), ruleset6 === null ? 0 : publishedCount(ruleset6));
  if (many > mostPublished) return fail(...problems, tooManyPublished(many));
  return ok(
    {
      ruleset4,
      ruleset6,
      recipe: recipeOf(policy),
      openSessions: { 4: openSessions(4, policy, facts), 6: openSessions(6, policy, facts) },
    },
    problems,
  );
}
