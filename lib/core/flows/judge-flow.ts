import { follow } from "@/lib/core/analysis/path/follow";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { onePort, type Packet, type PacketChain, protocolNumbers } from "@/lib/core/packet/packet";
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

function packetOf(flow: Flow, facts: HostFacts, step: "first" | "onward" | "answer"): Packet {
  const { family, protocol, way, socket } = flow;
  const isAnswer = step === "answer";
  const ends = isAnswer ? turned(flow.original) : flow.original;
  const chain = chains[way][isAnswer ? 1 : 0];
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
    flags: protocol === "tcp" ? (step === "first" ? ["SYN"] : ["ACK"]) : null,
    icmp: null,
    state: step === "first" ? "NEW" : "ESTABLISHED",
    direction: isAnswer ? "REPLY" : "ORIGINAL",
    originalPort: onePort(flow.original.destinationPort),
    user: chain === "OUTPUT" && socket !== null ? { kind: "uid", uid: socket.uid } : null,
    hopLimit: 64,
  };
}

/**
 * What the rules that are live now say of a flow: of its first packet if it came again, and of the packets that go on in
 * both directions. A flow that is refused as new may live: its own rule is gone, and another one lets through whatever is
 * established.
 */
export function judgeFlow(flow: Flow, tables: Ruleset, facts: HostFacts): FlowVerdict {
  const host = pathHost(facts, flow.family);
  const verdict = (step: "first" | "onward" | "answer") =>
    follow(tables, packetOf(flow, facts, step), host, { trace: false }).verdict;
  const refuses = (one: string) => one === "drop" || one === "reject";
  const first = verdict("first");
  const rest = [verdict("onward"), verdict("answer")];
  return {
    asNew: first === "accept" ? "accept" : refuses(first) ? "refused" : "cannot-tell",
    open: rest.some(refuses) ? "ended" : rest.every((one) => one === "accept") ? "lives" : "cannot-tell",
  };
}
