import type { PacketHook } from "@/lib/core/packet/packet";

/** A built-in chain of a table. */
export type Step = { readonly table: string; readonly hook: PacketHook };

/** The parts of a way between two decisions that are not the rules'. */
export type Leg = "arriving" | "entering" | "forwarding" | "sending" | "leaving";

/**
 * The tables that a packet passes on each part of its way, by the priorities of their hooks
 * (include/uapi/linux/netfilter_ipv4.h: raw −300, connection tracking −200, mangle −150, destination nat −100, filter 0,
 * security 50, source nat 100).
 */
export const plan: Readonly<Record<Leg, readonly Step[]>> = {
  arriving: [
    { table: "raw", hook: "PREROUTING" },
    { table: "mangle", hook: "PREROUTING" },
    { table: "nat", hook: "PREROUTING" },
  ],
  entering: [
    { table: "mangle", hook: "INPUT" },
    { table: "filter", hook: "INPUT" },
    { table: "security", hook: "INPUT" },
    { table: "nat", hook: "INPUT" },
  ],
  forwarding: [
    { table: "mangle", hook: "FORWARD" },
    { table: "filter", hook: "FORWARD" },
    { table: "security", hook: "FORWARD" },
  ],
  sending: [
    { table: "raw", hook: "OUTPUT" },
    { table: "mangle", hook: "OUTPUT" },
    { table: "nat", hook: "OUTPUT" },
    { table: "filter", hook: "OUTPUT" },
    { table: "security", hook: "OUTPUT" },
  ],
  leaving: [
    { table: "mangle", hook: "POSTROUTING" },
    { table: "nat", hook: "POSTROUTING" },
  ],
};

/** Whether nat rewrites the destination at the hook; at the other two it is the source. */
export function rewritesDestination(hook: PacketHook): boolean {
  return hook === "PREROUTING" || hook === "OUTPUT";
}
