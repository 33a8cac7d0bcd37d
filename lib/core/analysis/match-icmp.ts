import type { Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import { flip, type Holds } from "./three-valued";

type IcmpMatch = Extract<Match, { kind: "icmp-type" }>;

/** In IPv4 type 255 stands for every type (ip_tables' `any`). A packet of another protocol never matches. */
export function matchIcmp({ type, code, negated }: IcmpMatch, packet: Packet): Holds {
  if (packet.protocol === null) return "unknown";
  if (packet.protocol !== (packet.family === 4 ? 1 : 58)) return false;
  if (packet.family === 4 && type === 255 && code === null) return flip(true, negated);
  if (packet.icmp === null) return "unknown";
  return flip(packet.icmp.type === type && (code === null || packet.icmp.code === code), negated);
}
