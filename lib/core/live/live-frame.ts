import type { Family } from "@/lib/core/net/family";

/** A process that holds a socket; `fd` is its number of the open file. */
export type SocketHolder = { readonly program: string; readonly pid: number; readonly fd: number };

/** One socket of the host at one moment. Addresses are numeric, as the host prints them, without brackets. */
export type LiveSocket = {
  /** One name that holds as long as the socket lives. */
  readonly key: string;
  readonly protocol: "tcp" | "udp";
  /** `4 and 6`: a socket on `*` that hears both. */
  readonly family: Family | "both";
  /** As `ss` names it: `LISTEN`, `ESTAB`, `TIME-WAIT`, `UNCONN` … */
  readonly state: string;
  readonly local: string;
  readonly localPort: number | null;
  /** The one interface that it is bound to, or the zone of its address. */
  readonly interface: string | null;
  /** Null: none yet (it listens, or is not connected). */
  readonly peer: string | null;
  readonly peerPort: number | null;
  readonly holders: readonly SocketHolder[];
  /** Null: the kernel does not say any more (closing sockets belong to nobody). */
  readonly uid: number | null;
};

/** What one rule of our chains has counted since it was loaded. `text` is the rule as iptables-save prints it. */
export type RuleCount = {
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  readonly text: string;
  readonly packets: number;
  readonly bytes: number;
};

/** How a host lists its sockets: `proc` knows neither programs nor processes; `none`: not at all. */
export type SocketSource = "ss" | "proc" | "none";

/** What a host told at one moment. */
export type LiveFrame = {
  /** Seconds since the host's start: jumps of its clock do not move it. */
  readonly uptime: number;
  readonly source: SocketSource;
  readonly sockets: readonly LiveSocket[];
  /** How many more there are than the list holds. */
  readonly more: number;
  /** Null: not read this time. Rules in the order of their chains. */
  readonly counts: readonly RuleCount[] | null;
};
