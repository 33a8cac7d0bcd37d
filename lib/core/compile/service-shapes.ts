import { type PortRange, parsePortRange, unprivilegedPorts } from "@/lib/core/net/port-range";
import { everyService } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import { icmpProtocol, portMatches, protocol, tcp, udp } from "./match-shapes";
import type { Scope } from "./scope";

/** What a list of services means in one family: every protocol, or ports by protocol and perhaps echo. */
export type Gathered = {
  readonly every: boolean;
  readonly ports: ReadonlyMap<"tcp" | "udp", readonly PortRange[]>;
  readonly ping: boolean;
};

/** Ports of several services in the order in which they were named, each once. */
export function gather(scope: Scope, names: readonly string[]): Gathered {
  const ports = new Map<"tcp" | "udp", PortRange[]>();
  let ping = false;
  for (const name of names) {
    for (const part of scope.service(name)?.parts ?? []) {
      if (part.protocol === "ping") {
        ping = true;
        continue;
      }
      const list = ports.get(part.protocol) ?? [];
      ports.set(part.protocol, list);
      for (const text of part.ports) {
        const range = parsePortRange(text);
        if ("fault" in range) continue;
        if (!list.some((one) => one.first <= range.first && range.last <= one.last)) list.push(range);
      }
    }
  }
  return { every: names.includes(everyService), ports, ping };
}

const protocolNumber = { tcp, udp } as const;

/**
 * Conditions for packets *to* the services, one list for each rule that is needed. `fromUnprivileged` asks for source
 * ports 1024–65535 as well. An empty inner list stands for every protocol.
 */
export function requestShapes(
  scope: Scope,
  names: readonly string[],
  fromUnprivileged = false,
): readonly (readonly Match[])[] {
  const { every, ports, ping } = gather(scope, names);
  if (every) return [[]];
  const shapes: (readonly Match[])[] = [];
  for (const [name, ranges] of ports) {
    const source = fromUnprivileged ? portMatches(name, "source", [unprivilegedPorts]) : [];
    for (const match of portMatches(name, "destination", ranges)) {
      shapes.push([protocol(protocolNumber[name]), ...source, match]);
    }
  }
  if (ping) {
    const type = scope.family === 4 ? 8 : 128;
    shapes.push([protocol(icmpProtocol(scope.family)), { kind: "icmp-type", type, code: null }]);
  }
  return shapes;
}

/** Conditions for packets that come back *from* the services. */
export function answerShapes(scope: Scope, names: readonly string[]): readonly (readonly Match[])[] {
  const { every, ports, ping } = gather(scope, names);
  if (every) return [[]];
  const shapes: (readonly Match[])[] = [];
  for (const [name, ranges] of ports) {
    for (const match of portMatches(name, "source", ranges)) {
      shapes.push([protocol(protocolNumber[name]), match]);
    }
  }
  if (ping) {
    const type = scope.family === 4 ? 0 : 129;
    shapes.push([protocol(icmpProtocol(scope.family)), { kind: "icmp-type", type, code: null }]);
  }
  return shapes;
}
