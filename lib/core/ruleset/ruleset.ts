import type { Family } from "@/lib/core/net/family";
import type { Match } from "./match";
import type { Target } from "./target";

/** Packets and bytes that a rule or chain has counted. */
export type Counters = { readonly packets: bigint; readonly bytes: bigint };

/**
 * Where in the reading order a compiled rule stands; the sections are those that `render` turns into commented blocks.
 * `always`: what must pass whatever the role (neighbour discovery, DHCP); `final`: the verdict for the rest.
 */
export type Section =
  | "loopback"
  | "always"
  | "client"
  | "source"
  | "protection"
  | "icmp"
  | "replies"
  | "logging"
  | "final";

/** What a rule of the section `protection` protects from, or limits. */
export type Protection =
  | "invalid"
  | "spoofed"
  | "own-senders"
  | "scans"
  | "port-scan"
  | "ssh-guessing"
  | "new-connections"
  | "open-connections";

/** Which part of the policy a compiled rule comes from. */
export type Origin = {
  readonly section: Section;
  /** The id of the policy rule, or null for what is implied (loopback, replies, always-pass, final). */
  readonly ruleId: string | null;
  /** One plain sentence for the block that the rule belongs to; rules of one block carry the same sentence. */
  readonly note: string;
  /** Only of rules of the section `protection`. */
  readonly protection?: Protection;
};

/** One rule. `origin` is null for rules that were parsed; `line` (1-based) and `text` are set for those. */
export type Rule = {
  readonly matches: readonly Match[];
  readonly target: Target;
  readonly origin: Origin | null;
  readonly counters?: Counters;
  readonly line?: number;
  readonly text?: string;
};

/** A chain; `policy` is the default verdict of a built-in chain and null for user chains. */
export type Chain = {
  readonly name: string;
  readonly policy: "ACCEPT" | "DROP" | null;
  readonly rules: readonly Rule[];
};

/** One table of one family. */
export type Table = { readonly name: string; readonly chains: readonly Chain[] };

/** All tables of one family. */
export type Ruleset = { readonly family: Family; readonly tables: readonly Table[] };
