import { follow } from "@/lib/core/analysis/path/follow";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import {
  onePort,
  type Packet,
  type PacketChain,
  type PacketFlag,
  protocolNumbers,
} from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Ends, Flow } from "./flow";

/** What rules do to a flow that is open: nothing goes on in one direction or the other, or both go on. */
export type OpenFlow = "ended" | "lives" | "cannot-tell";

export type FlowVerdict = {
  /** What its first packet would meet if it came now. */
  readonly asNew: "accept" | "refused" | "cannot-tell";
  readonly open: OpenFlow;
};

const chains: Readonly<Record<Flow["way"], readonly [PacketChain, PacketChain]>> = {
  in: ["INPUT", "OUTPUT"],
  out: ["OUTPUT", "INPUT"],
  through: ["FORWARD", "FORWARD"],
};

const turned = ({ source, sourcePort, destination, destinationPort }: Ends): Ends => ({
  source: destination,
  sourcePort: destinationPort,
  destination: source,
  destinationPort: sourcePort,
});

type Step = {
  /** Sent by who began the flow; else by the other side. */
  readonly byBeginner: boolean;
  readonly state: "NEW" | "ESTABLISHED";
  readonly flags: readonly PacketFlag[];
};

function packetOf(flow: Flow, facts: HostFacts, { byBeginner, state, flags }: Step, begunBy: Ends): Packet {
  const { family, protocol, way, socket } = flow;
  const ends = byBeginner ? flow.original : turned(flow.original);
  const chain = chains[way][byBeginner ? 0 : 1];
  const comesInAt = facts.addresses.find(({ address }) => address === ends.destination)?.interface ?? null;
  return {
    chain,
    family,
    in: chain === "INPUT" ? comesInAt : null,
    out: null,
    source: parseAddress(ends.source),
    destination: parseAddress(ends.destination),
    protocol: protocolNumbers[protocol] ?? null,
    sourcePort: onePort(ends.sourcePort),
    destinationPort: onePort(ends.destinationPort),
    flags: protocol === "tcp" ? flags : null,
    icmp: null,
    state,
    direction:
      ends.source === begunBy.source && ends.sourcePort === begunBy.sourcePort ? "ORIGINAL" : "REPLY",
    originalPort: onePort(begunBy.destinationPort),
    user: chain === "OUTPUT" && socket !== null ? { kind: "uid", uid: socket.uid } : null,
    hopLimit: 64,
  };
}

/**
 * What the rules that are live now say of a flow: of its first packet if it came again, and of the packets that go on in
 * both directions. A flow that is refused as new may live: its own rule is gone, and another one lets through whatever is
 * established. `untracked`: connection tracking is listed and does not know the flow, so that its next packet counts as
 * new, whoever sends it; one that the other side may begin is then taken up in its middle (tcp_loose).
 */
export function judgeFlow(
  flow: Flow,
  tables: Ruleset,
  facts: HostFacts,
  { untracked }: { readonly untracked: boolean },
): FlowVerdict {
  const host = pathHost(facts, flow.family);
  const { original } = flow;
  const verdict = (step: Step, begunBy: Ends) =>
    follow(tables, packetOf(flow, facts, step, begunBy), host, { trace: false }).verdict;
  const refuses = (one: string) => one === "drop" || one === "reject";
  const first = verdict({ byBeginner: true, state: "NEW", flags: ["SYN"] }, original);
  const begunBy = untracked ? turned(original) : original;
  const rest = [
    verdict({ byBeginner: true, state: "ESTABLISHED", flags: ["ACK"] }, begunBy),
    verdict({ byBeginner: false, state: untracked ? "NEW" : "ESTABLISHED", flags: ["ACK"] }, begunBy),
  ];
  return {
    asNew: first === "accept" ? "accept" : refuses(first) ? "refused" : "cannot-tell",
    // Of an untracked flow both go on only once the other side has sent something.
    open: rest.some(refuses)
      ? "ended"
      : !untracked && rest.every((one) => one === "accept")
        ? "lives"
        : "cannot-tell",
  };
}
