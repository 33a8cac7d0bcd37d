import type { PacketHook } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { PathHost } from "./path-host";

/** A built-in chain of a table. */
export type Step = { readonly table: string; readonly hook: PacketHook };

/** The parts of a way between two decisions that are not the rules'. */
export type Leg = "arriving" | "entering" | "enteringNft" | "forwarding" | "sending" | "leaving";

/**
 * The tables that a packet passes on each part of its way, by the priorities of their hooks
 * (include/uapi/linux/netfilter_ipv4.h: raw −300, connection tracking −200, mangle −150, destination nat −100, filter 0,
 * security 50, source nat 100). The programs of nf_tables put security at 150, and so behind nat INPUT
 * (iptables/nft.c; measured).
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
  enteringNft: [
    { table: "mangle", hook: "INPUT" },
    { table: "filter", hook: "INPUT" },
    { table: "nat", hook: "INPUT" },
    { table: "security", hook: "INPUT" },
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

function rulesIn(ruleset: Ruleset, table: string, chain: string): number {
  const found = ruleset.tables.find(({ name }) => name === table)?.chains.find(({ name }) => name === chain);
  return found === undefined ? 0 : found.rules.length + (found.policy === "DROP" ? 1 : 0);
}

/** The orders in which a packet for this host may meet the tables: both where they matter and the back end is not known. */
export function waysIn(ruleset: Ruleset, backend: PathHost["backend"]): readonly Leg[] {
  if (backend !== undefined) return [backend === "legacy" ? "entering" : "enteringNft"];
  const matters = rulesIn(ruleset, "nat", "INPUT") > 0 && rulesIn(ruleset, "security", "INPUT") > 0;
  return matters ? ["entering", "enteringNft"] : ["entering"];
}
