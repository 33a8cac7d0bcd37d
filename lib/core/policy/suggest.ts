import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { RoleName, ServiceObject } from "./schema";

export type Listener = HostFacts["listeners"][number];

/** What a stranger's first packet to a listener meets; the caller asks the interpreter. */
export type ListenerVerdict = (listener: Listener) => "accept" | "drop" | "reject" | "cannot-tell";

/** Something that the inspected host suggests for a policy. */
export type Suggestion = {
  readonly code: "listener-unreachable" | "control-panel";
  readonly program: string | null;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly families: readonly Family[];
  /** Name of a service object that holds the port, or null where one has to be made. */
  readonly service: string | null;
  readonly text: string;
};

function isLoopback(address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === null) return false;
  return parsed.family === 4 ? parsed.value >> 24n === 127n : parsed.value === 1n;
}

function serviceFor(listener: Listener, services: readonly ServiceObject[]): string | null {
  const holds = (service: ServiceObject) =>
    service.parts.some(
      (part) => part.protocol === listener.protocol && part.ports.includes(String(listener.port)),
    );
  return services.find(holds)?.name ?? null;
}

function sentence(code: Suggestion["code"], { program, protocol, port }: Listener, role: RoleName): string {
  const who = program ?? "A program";
  switch (code) {
    case "listener-unreachable":
      return `${who} listens on ${protocol} ${port}, and the role ${role} lets nobody but the administrator in there.`;
    case "control-panel":
      return `${who} on port ${port} looks like a hosting control panel. Make it part of the administrator's path.`;
  }
}

/**
 * Suggestions from any listener and its verdict: a program that nobody but the administrator reaches, and a control panel outside the
 * administrator's path. One for each program and port, families joined.
 */
export function suggest(
  facts: HostFacts,
  policy: { readonly role: RoleName; readonly controlPanelPort: number | null },
  services: readonly ServiceObject[],
  verdict: ListenerVerdict,
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  const add = (code: Suggestion["code"], listener: Listener) => {
    const { program, protocol, port, family } = listener;
    const key = `${code} ${protocol} ${port} ${program ?? ""}`;
    const families = [...new Set([...(found.get(key)?.families ?? []), family])].sort();
    const text = sentence(code, listener, policy.role);
    found.set(key, {
      code,
      program,
      protocol,
      port,
      families,
      service: serviceFor(listener, services),
      text,
    });
  };
  for (const listener of facts.listeners) {
    // SSH belongs to the administrator's path: opening it to others is no suggestion of ours.
    if (isLoopback(listener.address) || listener.port === facts.connection?.hostPort) continue;
    if (listener.port === facts.controlPanelPort) {
      if (policy.controlPanelPort !== listener.port) add("control-panel", listener);
      continue;
    }
    const met = verdict(listener);
    if (met === "drop" || met === "reject") add("listener-unreachable", listener);
  }
  return [...found.values()];
}
