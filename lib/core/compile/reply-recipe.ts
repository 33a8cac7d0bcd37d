import { type PortRange, unprivilegedPorts } from "@/lib/core/net/port-range";
import type { CtState, Match } from "@/lib/core/ruleset/match";
import { ctState, icmpProtocol, portMatches, protocol, tcp, udp } from "./match-shapes";
import type { Scope } from "./scope";
import { gather } from "./service-shapes";

/** What the classic recipe asks of answers from a port: at which of our ports they come in, and in which states. */
type Kind = { readonly highPort: boolean; readonly states: readonly CtState[] };

const ordinary: Kind = { highPort: true, states: ["ESTABLISHED"] };
const names: Kind = { highPort: true, states: ["RELATED", "ESTABLISHED"] };
/** Mail servers and time programs may speak from a low port: time from 123 itself. */
const anyPort: Kind = { highPort: false, states: ["ESTABLISHED"] };

function kindOf(protocolName: "tcp" | "udp", { first, last }: PortRange): Kind {
  if (first !== last) return ordinary;
  if (first === 53) return names;
  return (protocolName === "tcp" && first === 25) || (protocolName === "udp" && first === 123)
    ? anyPort
    : ordinary;
}

const protocolNumber = { tcp, udp } as const;

/**
 * Conditions for answers that come in at reply, one list for each rule: ports of the same protocol that the recipe
 * treats alike share one. http, https and most others: to ports from 1024 on, ESTABLISHED · dns: likewise, RELATED too
 * · smtp and ntp: to any port, ESTABLISHED.
 */
export function replyRecipe(scope: Scope, services: readonly string[]): readonly (readonly Match[])[] {
  const { every, ports, ping } = gather(scope, services);
  if (every) return [[ctState("ESTABLISHED")]];
  const shapes: (readonly Match[])[] = [];
  for (const [name, ranges] of ports) {
    for (const kind of [ordinary, names, anyPort]) {
      const alike = ranges.filter((range) => kindOf(name, range) === kind);
      if (alike.length === 0) continue;
      const to = kind.highPort ? portMatches(name, "destination", [unprivilegedPorts]) : [];
      for (const from of portMatches(name, "source", alike)) {
        shapes.push([protocol(protocolNumber[name]), from, ...to, ctState(...kind.states)]);
      }
    }
  }
  if (ping) {
    const type = scope.family === 4 ? 0 : 129;
    const echo: Match = { kind: "icmp-type", type, code: null };
    shapes.push([protocol(icmpProtocol(scope.family)), echo, ctState("ESTABLISHED")]);
  }
  return shapes;
}
