import type { HostFacts } from "@/lib/core/facts/host-facts";
import { sshPorts } from "@/lib/core/facts/ssh-ports";
import { type Family, families } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Origin, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { alwaysRules } from "./always";
import { endMatches } from "./inbound";
import { ctState, portMatches, protocol, reply, tcp } from "./match-shapes";
import { icmpErrors } from "./protections/icmp";
import { accept, drop } from "./rule-shapes";
import { type Scope, scopeOf } from "./scope";

const origin: Origin = {
  section: "source",
  ruleId: null,
  note: "The minimal set: SSH for administrators and the panel, while the confirmed rules cannot be loaded.",
};

/** Who may come in over SSH: the sources of the administrators' rules, and the panel where it was seen. */
function sshSources({ policy, facts }: Scope): readonly string[] {
  const admins = policy.purposes
    .flatMap(({ rules }) => rules)
    .filter(({ admin, enabled, verdict }) => admin && enabled && verdict === "accept")
    .flatMap(({ sources }) => sources);
  const names = new Set([...admins, ...(facts?.connection ? ["panel"] : [])]);
  return names.has("anyone") ? ["anyone"] : [...names];
}

/** SSH in one direction. It asks no connection tracking, so that a kernel without it still lets administrators in. */
function sshRules(scope: Scope, direction: "in" | "out"): readonly Rule[] {
  const [who, port] =
    direction === "in" ? (["source", "destination"] as const) : (["destination", "source"] as const);
  const begun: readonly Match[] = direction === "in" ? [] : [{ kind: "tcp-flags", mask: ["SYN"], set: [] }];
  return endMatches(scope, who, sshSources(scope)).flatMap((end) =>
    sshPorts(scope.facts).map((number) => ({
      matches: [
        ...end,
        protocol(tcp),
        ...portMatches("tcp", port, [{ first: number, last: number }]),
        ...begun,
      ],
      target: accept,
      origin,
    })),
  );
}

function chainRules(scope: Scope, direction: "in" | "out"): readonly Rule[] {
  const replies: Rule = { matches: [ctState("ESTABLISHED"), reply], target: accept, origin };
  return [
    ...alwaysRules(scope.family, direction),
    ...sshRules(scope, direction),
    ...icmpErrors(scope),
    replies,
    { matches: [], target: drop, origin },
  ];
}

function minimalFamily(family: Family, policy: Policy, facts: HostFacts | null): Ruleset {
  const scope = scopeOf(family, policy, facts);
  const chain = (name: string, rules: readonly Rule[]): Chain => ({ name, policy: null, rules });
  const chains = [
    chain(ownedChains.forward, [{ matches: [], target: drop, origin }]),
    chain(ownedChains.input, chainRules(scope, "in")),
    chain(ownedChains.output, chainRules(scope, "out")),
  ];
  return { family, tables: [{ name: "filter", chains }] };
}

/**
 * What a host loads at its start where the confirmed rules of a family cannot be loaded: SSH for administrators and the
 * panel, and nothing else in, out or through. Both families always, also where the host had no IPv6 when it was read:
 * it may have it then. Null where nobody would be let in: neither administrators nor the panel's address are known.
 */
export function compileMinimal(
  policy: Policy,
  facts: HostFacts | null,
): Readonly<Record<Family, Ruleset>> | null {
  const somebody = families.some((family) => {
    const scope = scopeOf(family, policy, facts);
    return endMatches(scope, "source", sshSources(scope)).length > 0;
  });
  return somebody ? { 4: minimalFamily(4, policy, facts), 6: minimalFamily(6, policy, facts) } : null;
}
