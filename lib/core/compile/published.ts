import type { Purpose } from "@/lib/core/policy/schema";
import { error, type Problem } from "@/lib/core/problem/problem";
import type { Match } from "@/lib/core/ruleset/match";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Origin, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { inboundRules } from "./inbound";
import { ctState } from "./match-shapes";
import { protectionRules } from "./protections/protections";
import type { Scope } from "./scope";

const handOn = { kind: "return" } as const;

/**
 * A condition on where packets go, as a condition on where they went before nat; one for each range of ports, since
 * `--ctorigdstport` takes one (iptables-extensions(8)).
 */
function beforeNat(match: Match): readonly Match[] {
  if (match.kind === "ports" && match.side === "destination") {
    return match.ranges.map((range) => ({ kind: "ct-original-port", range }));
  }
  if (match.kind === "destination") {
    return [{ kind: "ct-address", way: "original", side: "destination", prefix: match.prefix }];
  }
  return [match];
}

/**
 * The kernel prints the conditions on a connection in this order and in one piece. What counts comes after them: a
 * packet that is not meant is not counted.
 */
const lastKinds: readonly Match["kind"][] = [
  "ct-state",
  "ct-address",
  "ct-original-port",
  "connection-limit",
  "keyed-limit",
  "recent",
  "source-limit",
  "limit",
  "comment",
];

const inKernelOrder = (matches: readonly Match[]): readonly Match[] =>
  matches.toSorted((one, other) => lastKinds.indexOf(one.kind) - lastKinds.indexOf(other.kind));

/** A rule about the VPS's own ports, told of published ones. What it lets in is handed on: others may still refuse it. */
function asPublished({ matches, target, origin }: Rule): readonly Rule[] {
  // Nobody publishes an echo.
  if (matches.some(({ kind }) => kind === "icmp-type")) return [];
  const told = matches
    .map(beforeNat)
    .reduce<readonly (readonly Match[])[]>(
      (lists, choices) => lists.flatMap((list) => choices.map((match) => [...list, match])),
      [[]],
    );
  const to = target.kind === "accept" ? handOn : target;
  return told.map((list) => ({ matches: inKernelOrder(list), target: to, origin }));
}

/** What is none of this chain's business: packets that nat did not send on, answers, and errors about known connections. */
function passing(): readonly Rule[] {
  const origin: Origin = {
    section: "source",
    ruleId: null,
    note: "Only what is sent on to a published port is looked at here; answers and error messages pass.",
  };
  const pass = (match: Match): Rule => ({ matches: [match], target: handOn, origin });
  return [
    pass({ kind: "ct-state", module: "conntrack", states: ["DNAT"], negated: true }),
    pass(ctState("RELATED")),
    pass({ kind: "ct-direction", direction: "REPLY" }),
  ];
}

/**
 * Ports that nat sends on to a container or another machine pass FORWARD and never INPUT. Here they are held to the
 * policy's rules by the port and the address that the connection asked for: a container's own address changes with
 * each start. `end` is the last word on what no rule lets on.
 */
export function publishedRules(scope: Scope, end: readonly Rule[]): readonly Rule[] {
  const { purposes } = scope.policy;
  const ofRules = (admin: boolean) =>
    purposes.flatMap((purpose: Purpose) =>
      purpose.rules
        .filter((rule) => rule.admin === admin)
        .flatMap((rule) => inboundRules(scope, purpose, rule).flatMap(asPublished)),
    );
  // Of the protections what refuses: the rest is about the VPS's own answers.
  const refusing = protectionRules(scope).filter(({ target }) => target.kind === "drop");
  return [...passing(), ...ofRules(true), ...refusing.flatMap(asPublished), ...ofRules(false), ...end];
}

/**
 * More rules about published ports than this are refused. Each source needs a rule for each port there, where INPUT names
 * fifteen ports in one: long lists of both would make a load of tens of thousands.
 */
export const mostPublished = 5_000;

/** How many rules a family's chain for what passes through has. */
export function publishedCount({ tables }: Ruleset): number {
  const chains = tables.flatMap((table) => table.chains);
  return chains.find(({ name }) => name === ownedChains.forward)?.rules.length ?? 0;
}

/** Says what to do about so many rules. */
export function tooManyPublished(count: number): Problem {
  const text = `Holding published ports to these rules takes ${count} rules, and at most ${mostPublished} are made. Use port ranges, or fewer sources.`;
  return error("published-too-many", text, ["forward"], { count, most: mostPublished });
}
