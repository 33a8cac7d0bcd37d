import type { HostFacts } from "./host-facts";

const standardPort = 22;

/** Where SSH listens: the port at which the panel comes in, and every port of an SSH server that was seen; else 22. */
export function sshPorts(facts: HostFacts | null): readonly number[] {
  const seen = (facts?.listeners ?? [])
    .filter(({ protocol: name, program }) => name === "tcp" && program === "sshd")
    .map(({ port }) => port);
  const ports = facts?.connection ? [facts.connection.hostPort, ...seen] : seen;
  return ports.length === 0 ? [standardPort] : [...new Set(ports)].sort((a, b) => a - b);
}
