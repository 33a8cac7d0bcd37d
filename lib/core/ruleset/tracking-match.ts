import type { PortRange } from "@/lib/core/net/port-range";
import type { Prefix } from "@/lib/core/net/prefix";
import type { Negatable, Separable } from "./modifiers";

/** Connection-tracking states as iptables names them. */
export type CtState = "NEW" | "ESTABLISHED" | "RELATED" | "INVALID" | "UNTRACKED" | "SNAT" | "DNAT";

/** What a connection has come to, as iptables names it. */
export type CtStatus = "EXPECTED" | "SEEN_REPLY" | "ASSURED" | "CONFIRMED";

/** What is asked of the connection that a packet belongs to; `original` is the way of its first packet, `reply` the other. */
export type TrackingMatch =
  /** `module` says which extension wrote it: `state --state` or `conntrack --ctstate`. */
  | ({
      readonly kind: "ct-state";
      readonly module: "state" | "conntrack";
      readonly states: readonly CtState[];
    } & Negatable &
      Separable)
  | ({ readonly kind: "ct-direction"; readonly direction: "ORIGINAL" | "REPLY" } & Negatable & Separable)
  | ({ readonly kind: "ct-protocol"; readonly protocol: number } & Negatable & Separable)
  | ({
      readonly kind: "ct-address";
      readonly way: "original" | "reply";
      readonly side: "source" | "destination";
      readonly prefix: Prefix;
    } & Negatable &
      Separable)
  /** The destination port on the original way: where the first packet went before any DNAT. */
  | ({ readonly kind: "ct-original-port"; readonly range: PortRange } & Negatable & Separable)
  /** The other three ports of a connection. */
  | ({
      readonly kind: "ct-port";
      readonly which: "original-source" | "reply-source" | "reply-destination";
      readonly range: PortRange;
    } & Negatable &
      Separable)
  /** Any of these; none at all is iptables' NONE. */
  | ({ readonly kind: "ct-status"; readonly statuses: readonly CtStatus[] } & Negatable & Separable)
  /** Seconds that are left, both inside. */
  | ({ readonly kind: "ct-expires"; readonly first: number; readonly last: number } & Negatable & Separable)
  /** Name of the conntrack helper that made the expectation (`-m helper --helper ftp`). */
  | ({ readonly kind: "ct-helper"; readonly name: string } & Negatable)
  /** The connection's mark under `mask` is `value` (`-m connmark`). */
  | ({ readonly kind: "connection-mark"; readonly value: number; readonly mask: number } & Negatable);
