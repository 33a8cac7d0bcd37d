import { interpret } from "@/lib/core/analysis/interpret";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { onePort, type Packet } from "@/lib/core/packet/packet";
import type { Policy, ServiceObject } from "@/lib/core/policy/schema";
import { type Listener, type Suggestion, suggest } from "@/lib/core/policy/suggest";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

/** A first packet from anybody to a listener: what depends on who it is stays open. */
function firstPacket(listener: Listener): Packet {
  const wildcard = listener.address === "0.0.0.0" || listener.address === "::";
  return {
    chain: "INPUT",
    family: listener.family,
    in: "outside",
    out: null,
    source: null,
    destination: wildcard ? null : parseAddress(listener.address),
    protocol: listener.protocol === "tcp" ? 6 : 17,
    sourcePort: { first: 1024, last: 65535 },
    destinationPort: onePort(listener.port),
    flags: listener.protocol === "tcp" ? ["SYN"] : null,
    icmp: null,
    state: "NEW",
    direction: "ORIGINAL",
    user: { kind: "none" },
    hopLimit: null,
  };
}

/** The rules without the administrator's path: whom the role lets in besides. */
function withoutAdmin(ruleset: Ruleset, policy: Policy): Ruleset {
  const rules = policy.purposes.flatMap((purpose) => purpose.rules);
  const admin = new Set(rules.filter((rule) => rule.admin).map((rule) => rule.id));
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        rules: chain.rules.filter((rule) => !admin.has(rule.origin?.ruleId ?? "")),
      })),
    })),
  };
}

/** What the inspected host suggests for a policy: programs that nobody but the administrator reaches, a control panel. */
export function suggestFor(
  policy: Policy,
  facts: HostFacts,
  services: readonly ServiceObject[],
): readonly Suggestion[] {
  const compiled = compile(policy, facts);
  if (!compiled.ok) return [];
  const { ruleset4, ruleset6 } = compiled.value;
  const rulesets = { 4: withoutAdmin(ruleset4, policy), 6: ruleset6 && withoutAdmin(ruleset6, policy) };
  const role = policy.purposes[0]?.role ?? "blank";
  return suggest(facts, { role, controlPanelPort: policy.controlPanelPort }, services, (listener) => {
    const ruleset = rulesets[listener.family];
    if (ruleset === null) return "cannot-tell";
    return interpret(ruleset, firstPacket(listener), { rates: "within" }).verdict;
  });
}
