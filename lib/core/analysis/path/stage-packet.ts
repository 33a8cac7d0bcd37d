import type { PacketHook } from "@/lib/core/packet/packet";
import { rewrite, type Traveller } from "../traveller";

/** The packet at a hook. At POSTROUTING only kernels from 5.7 on know by which interface it came in (ip_output.c). */
export function atHook(traveller: Traveller, hook: PacketHook): Traveller {
  const { packet } = traveller;
  if ((packet.hook ?? packet.chain) === hook) return traveller;
  const { hook: _, ...bare } = packet;
  const at = hook === packet.chain ? bare : { ...bare, hook };
  return { ...traveller, packet: hook === "POSTROUTING" ? { ...at, in: null } : at };
}

/** raw comes before connection tracking, where every packet still looks INVALID (xt_conntrack.c). */
export function inRaw(traveller: Traveller): Traveller {
  return rewrite(traveller, { state: "INVALID", direction: null });
}

/** Connection tracking gives the packet its state, unless raw has taken it out. */
export function afterRaw(before: Traveller, after: Traveller): Traveller {
  const { state, direction } = before.packet;
  if (after.packet.state === "UNTRACKED") {
    return rewrite(after, { direction: null, connectionMark: null, translated: null });
  }
  return rewrite(after, { state, direction });
}
