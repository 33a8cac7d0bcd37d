import { ruleText } from "@/lib/core/analysis/condition";
import { natTable } from "@/lib/core/analysis/path/earlier-translation";
import type { RuleRef } from "@/lib/core/analysis/verdict";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Rule, Ruleset, Table } from "@/lib/core/ruleset/ruleset";

/** A port of the host that a rule of nat sends elsewhere before the table filter is asked. */
export type PublishedPort = {
  readonly protocol: "tcp" | "udp";
  readonly ports: PortRange;
  /** Null: it stays on the host (REDIRECT), or the address is left as it is. */
  readonly to: AddressRange | null;
  /** Null: the port is left as it is. */
  readonly toPorts: PortRange | null;
  readonly rule: RuleRef;
};

const protocols: Readonly<Record<number, "tcp" | "udp">> = { 6: "tcp", 17: "udp" };

/** The chains that a packet from outside may meet in nat, each once. */
function chainsMet(table: Table): readonly Table["chains"][number][] {
  const met = new Set(["PREROUTING"]);
  for (const name of met) {
    for (const { target } of table.chains.find((chain) => chain.name === name)?.rules ?? []) {
      if (target.kind === "jump" || target.kind === "goto") met.add(target.chain);
    }
  }
  return table.chains.filter(({ name }) => met.has(name));
}

/** Only addresses of the host itself are meant: nobody else can name them. */
function isForLoopback({ matches }: Rule): boolean {
  return matches.some(
    (match) =>
      match.kind === "destination" &&
      !match.negated &&
      match.prefix.family === 4 &&
      match.prefix.length >= 8 &&
      match.prefix.value >> 24n === 127n,
  );
}

function portsOf({ matches }: Rule): readonly PortRange[] {
  return matches.flatMap((match) =>
    match.kind === "ports" && match.side === "destination" && !match.negated ? match.ranges : [],
  );
}

function protocolOf({ matches }: Rule): "tcp" | "udp" | null {
  const named = matches.find((match) => match.kind === "protocol" && !match.negated);
  return (named?.kind === "protocol" && protocols[named.protocol]) || null;
}

/**
 * Ports of the host that are sent elsewhere (DNAT, REDIRECT) on their way in, in the order of the rules. A rule that
 * names no port is none of them: it takes what no other row tells apart.
 */
export function publishedPorts(ruleset: Ruleset): readonly PublishedPort[] {
  const table = natTable(ruleset);
  if (table === null) return [];
  return chainsMet(table).flatMap(({ name, rules }) =>
    rules.flatMap((rule, index): PublishedPort[] => {
      const { target } = rule;
      const protocol = protocolOf(rule);
      if ((target.kind !== "dnat" && target.kind !== "redirect") || protocol === null) return [];
      if (isForLoopback(rule)) return [];
      const text = ruleText(rule, name, ruleset.family);
      const ref = { table: "nat", chain: name, index, line: rule.line ?? null, text };
      const to = target.kind === "dnat" ? target.to.addresses : null;
      const toPorts = target.kind === "dnat" ? target.to.ports : target.ports;
      return portsOf(rule).map((ports) => ({ protocol, ports, to, toPorts, rule: ref }));
    }),
  );
}
