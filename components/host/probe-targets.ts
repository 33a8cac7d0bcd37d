import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { ProbeTarget } from "./probe-matrix";

/** Columns beyond this make the table unreadable. */
const mostTargets = 7;

/** What is worth trying on a host: its listeners that the outside could reach, and ping. */
export function probeTargets(facts: HostFacts | null): ProbeTarget[] {
  const ports = new Set<number>();
  for (const listener of facts?.listeners ?? []) {
    if (listener.protocol !== "tcp") continue;
    if (listener.address.startsWith("127.") || listener.address === "::1") continue;
    ports.add(listener.port);
  }
  const sorted = [...ports].sort((a, b) => a - b).slice(0, mostTargets - 1);
  return [...sorted.map((port) => ({ protocol: "tcp" as const, port })), { protocol: "ping", port: null }];
}
