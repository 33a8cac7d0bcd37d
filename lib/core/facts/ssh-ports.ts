import type { HostFacts } from "./host-facts";

const standardPort = 22;

type Listener = HostFacts["listeners"][number];

/** What a session's X11 forwarding opens, and most of `ssh -R`: nobody logs in there. */
const isLoopback = ({ address }: Listener) =>
  address === "::1" || address.replace(/^::ffff:/, "").startsWith("127.");

/**
 * Leaves out the ports that sessions forward (`ssh -R` with GatewayPorts): the process of a session holds those, and another
 * one the port at which the panel comes in. Where that process is not known, each may be a server's.
 */
function ofServer(seen: readonly Listener[], hostPort: number | undefined): readonly Listener[] {
  const server = seen.find(({ port, pid }) => port === hostPort && pid !== null);
  return server === undefined ? seen : seen.filter(({ pid }) => pid === server.pid);
}

/**
 * Where SSH listens: the port at which the panel comes in, and every port of an SSH server that was seen; else 22. What a
 * session forwards is none, so that rules do not change as sessions come and go.
 */
export function sshPorts(facts: HostFacts | null): readonly number[] {
  const hostPort = facts?.connection?.hostPort;
  const seen = (facts?.listeners ?? []).filter(
    (one) => one.protocol === "tcp" && one.program === "sshd" && !isLoopback(one),
  );
  const ports = ofServer(seen, hostPort).map(({ port }) => port);
  const all = hostPort === undefined ? ports : [hostPort, ...ports];
  return all.length === 0 ? [standardPort] : [...new Set(all)].sort((a, b) => a - b);
}
