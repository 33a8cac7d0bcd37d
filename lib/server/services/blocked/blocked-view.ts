import type { BlockedWay, NoLogReason } from "@/lib/core/blocked/blocked-entry";
import type { LogReader } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { OriginView, Question } from "../explain/explain-view";
import type { LiveStatusView } from "../live/live-view";

/** Which rule refused, and how. */
export type BlockedRule = {
  /** What its lines are called in the log: `in`, `out`, or the id of a rule. */
  readonly name: string;
  /** `end`: nothing above let it through; `line`: a rule of the policy; `unknown`: no rule of the last confirmed policy. */
  readonly kind: "end" | "line" | "unknown";
  readonly verdict: "drop" | "reject" | null;
  /** It would have refused, and only observes: the packet went on, and the rules below decided. */
  readonly observed: boolean;
  readonly line: NonNullable<OriginView["rule"]> | null;
};

/** What was refused alike: one row. */
export type BlockedRow = {
  readonly key: string;
  readonly way: BlockedWay;
  readonly family: Family;
  readonly protocol: string;
  readonly port: number | null;
  readonly icmp: { readonly type: number; readonly code: number } | null;
  /** The service object that it is, by name; null: none. */
  readonly service: string | null;
  /**
   * The network object that it came from or went to, by name: all of the row belongs to it. Null: none of it belongs to
   * any.
   */
  readonly named: string | null;
  /** The network that it came from, null where that has a name; of what leaves, the address that it went to. */
  readonly network: string | null;
  /** Whom its packets came from or went to: the newest few, newest first. */
  readonly others: readonly string[];
  /** Of the newest packet. */
  readonly source: string;
  readonly destination: string;
  /** Whose program sent it; null: not told. */
  readonly user: string | null;
  /** What ran as that account then; null: not looked. */
  readonly programs: readonly string[] | null;
  readonly rule: BlockedRule;
  /** Lines of the log: it happened at least so often. */
  readonly count: number;
  /** The panel's clock, ISO. */
  readonly first: string;
  readonly last: string;
  /** The newest packet as a question for the Explain page. */
  readonly question: Partial<Question>;
};

/**
 * What the confirmed rules write: something where the host is heard, nothing, or (`elsewhere`) into the kernel's log,
 * where it is lost on this host, being from before that was known.
 */
export type LogStanding = "logs" | "silent" | "elsewhere" | "no-rules";

/** What is known at one moment, newest first. */
export type BlockedRows = {
  readonly rows: readonly BlockedRow[];
  /** Addresses and rows that were let go, since there were too many. */
  readonly forgotten: number;
  readonly standing: LogStanding;
};

/** One message of the stream. Null: as in the message before, or nothing yet. */
export type BlockedMessage = {
  readonly status: LiveStatusView;
  /** The panel's clock, ISO. */
  readonly readAt: string | null;
  readonly log: { readonly reader: LogReader; readonly reason: NoLogReason | null } | null;
  readonly told: BlockedRows | null;
};
