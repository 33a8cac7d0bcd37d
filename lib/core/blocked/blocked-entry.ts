import type { LogReader } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";

/** Where a packet was going: to the host, from it, or through it. */
export type BlockedWay = "in" | "out" | "through";

/** One packet that a rule wrote a line about. Addresses stand as the panel writes them. */
export type BlockedEntry = {
  /** What the rule was told to write, such as `sekisho in: `; it says which rule it was. */
  readonly prefix: string;
  readonly way: BlockedWay;
  readonly family: Family;
  /** Names of interfaces; null: none. */
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  readonly source: string;
  readonly destination: string;
  /** In small letters, as the kernel names it: `tcp`, `icmpv6`; a number where it has no name. */
  readonly protocol: string;
  /** Null: the protocol has none, or the packet was too short to tell. */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly icmp: { readonly type: number; readonly code: number } | null;
  /** TCP flags as they stand in the line. */
  readonly flags: readonly string[];
  /** The account whose socket sent it; null: not told. */
  readonly uid: number | null;
};

/** Why there is no log to read. `namespace`: the kernel writes none for this network, and nothing reads its messages. */
export const noLogReasons = ["namespace", "no-kernel-log", "refused", "taken"] as const;
export type NoLogReason = (typeof noLogReasons)[number];

/** A line of the log, when it was written, and what ran then. */
export type SeenEntry = {
  readonly entry: BlockedEntry;
  /** Seconds since the host's start. */
  readonly uptime: number;
  /** The number that the kernel gave the line; null: it gives none, and tells each packet but once. */
  readonly sequence: number | null;
  /** Programs that ran as the entry's account when it was read; null: not looked, or it is an old line. */
  readonly programs: readonly string[] | null;
};

/** What was read since the frame before. */
export type BlockedFrame = {
  readonly uptime: number;
  readonly bootId: string;
  readonly reader: LogReader;
  /** Null where there is a reader. */
  readonly reason: NoLogReason | null;
  readonly entries: readonly SeenEntry[];
};
