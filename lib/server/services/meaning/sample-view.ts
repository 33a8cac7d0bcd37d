import { protocolName } from "@/lib/core/iptables/protocol-names";
import { type Address, formatAddress } from "@/lib/core/net/address";
import type { Packet } from "@/lib/core/packet/packet";
import type { Question } from "../explain/explain-view";
import type { SampleView } from "./meaning-view";

const ways = { INPUT: "in", OUTPUT: "out", FORWARD: "through" } as const;

const text = (address: Address | null) => (address === null ? "" : formatAddress(address));

function stateOf({ state, direction }: Packet): Question["state"] {
  switch (state) {
    case "NEW":
      return "new";
    case "ESTABLISHED":
      return direction === "REPLY" ? "reply" : "open";
    case "RELATED":
      return "related";
    case "INVALID":
      return "invalid";
    case "UNTRACKED":
      return "untracked";
  }
}

const echoRequests = { 4: 8, 6: 128 } as const;

function isPing({ icmp, family }: Packet): boolean {
  return icmp !== null && icmp.type === echoRequests[family] && icmp.code === 0;
}

function userText({ user }: Packet): string {
  if (user === null) return "";
  return user.kind === "uid" ? String(user.uid) : user.kind === "name" ? user.name : "none";
}

/** The packet as a question for the page that explains it. */
function questionOf(packet: Packet): Partial<Question> {
  const { icmp, flags, sourcePort, destinationPort, protocol } = packet;
  return {
    way: ways[packet.chain],
    from: text(packet.source),
    to: text(packet.destination),
    proto: isPing(packet) ? "ping" : protocolName(protocol ?? 0),
    port: destinationPort === null ? "" : String(destinationPort.first),
    state: stateOf(packet),
    sport: sourcePort === null ? "" : String(sourcePort.first),
    icmp: icmp === null || isPing(packet) ? "" : `${icmp.type}/${icmp.code}`,
    in: packet.in ?? "",
    out: packet.out ?? "",
    flags: flags === null ? "" : flags.join(",") || "NONE",
    user: packet.chain === "OUTPUT" ? userText(packet) : "",
  };
}

/** The sample of a row, for people and for the page that explains it. */
export function sampleView(packet: Packet): SampleView {
  const { protocol, icmp, destinationPort } = packet;
  const name = protocol === 58 ? "icmpv6" : protocolName(protocol ?? 0);
  return {
    protocol: isPing(packet) ? "ping" : icmp === null ? name : `${name} ${icmp.type}/${icmp.code}`,
    from: text(packet.source),
    to: text(packet.destination),
    port: destinationPort?.first ?? null,
    question: questionOf(packet),
  };
}
