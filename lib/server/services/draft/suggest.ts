import { interpret } from "@/lib/core/analysis/interpret";
import { compile } from "@/lib/core/compile/compile";
import { flatten } from "@/lib/core/compile/flatten";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { onePort, type Packet } from "@/lib/core/packet/packet";
import type { Policy, ServiceObject } from "@/lib/core/policy/schema";
import type { Suggestion } from "./draft-view";

type Listener = HostFacts["listeners"][number];

const loopback = (address: string) => address.startsWith("127.") || address === "::1";

/** A new packet from somebody unknown to the listener; what depends on who it is cannot be told, and is no "no". */
function firstPacket(listener: Listener): Packet {
  const wildcard = listener.address === "0.0.0.0" || listener.address === "::";
  return {
    chain: "INPUT",
    family: listener.family,
    in: null,
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
    user: null,
    hopLimit: null,
  };
}

function serviceFor(listener: Listener, services: readonly ServiceObject[]): string | null {
  const covers = (service: ServiceObject) =>
    service.parts.some(
      (part) => part.protocol === listener.protocol && part.ports.some((port) => port === String(listener.port)),
    );
  return services.find(covers)?.name ?? null;
}

/** What the inspected host suggests for a policy: programs that listen and that nobody could reach, a control panel. */
export function suggest(policy: Policy, facts: HostFacts, services: readonly ServiceObject[]): Suggestion[] {
  const suggestions: Suggestion[] = [];
  if (facts.controlPanelPort !== null && policy.controlPanelPort === null) {
    const panel = facts.listeners.find((listener) => listener.port === facts.controlPanelPort);
    suggestions.push({ code: "control-panel", program: panel?.program ?? null, port: facts.controlPanelPort });
  }
  const compiled = compile(policy, facts);
  if (!compiled.ok) return suggestions;
  const flat = flatten(compiled.value);
  const found = new Map<string, Extract<Suggestion, { code: "listener-unreachable" }>>();
  for (const listener of facts.listeners) {
    const ruleset = listener.family === 4 ? flat.ruleset4 : flat.ruleset6;
    if (ruleset === null || loopback(listener.address)) continue;
    const { verdict } = interpret(ruleset, firstPacket(listener));
    if (verdict !== "drop" && verdict !== "reject") continue;
    const key = `${listener.protocol}/${listener.port}/${listener.program ?? ""}`;
    const families = [...new Set([...(found.get(key)?.families ?? []), listener.family])].sort();
    found.set(key, {
      code: "listener-unreachable",
      program: listener.program,
      protocol: listener.protocol,
      port: listener.port,
      families,
      service: serviceFor(listener, services),
    });
  }
  return [...suggestions, ...found.values()];
}
