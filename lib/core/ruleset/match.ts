import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange, Prefix } from "@/lib/core/net/prefix";

/** Connection-tracking states as iptables names them. */
export type CtState = "NEW" | "ESTABLISHED" | "RELATED" | "INVALID" | "UNTRACKED" | "SNAT" | "DNAT";

/** TCP flags as iptables names them. */
export type TcpFlag = "FIN" | "SYN" | "RST" | "PSH" | "ACK" | "URG";

/** A time span as the limit matches write it. */
export type RateUnit = "second" | "minute" | "hour" | "day";

type Negatable = { readonly negated?: boolean };

/** True: stands in a `-m conntrack` of its own although another one is right before it, which the kernel tells apart. */
type Separable = { readonly apart?: boolean };

/**
 * One condition of a rule. A rule matches when all its conditions hold.
 * `opaque` is a condition that was read and not understood: its text is kept, and whether it holds is not known.
 * Protocols are numbers (1 icmp, 6 tcp, 17 udp, 58 ipv6-icmp); names belong to the text.
 */
export type Match =
  | ({ readonly kind: "source"; readonly prefix: Prefix } & Negatable)
  | ({ readonly kind: "destination"; readonly prefix: Prefix } & Negatable)
  | ({ readonly kind: "source-range"; readonly range: AddressRange } & Negatable)
  | ({ readonly kind: "destination-range"; readonly range: AddressRange } & Negatable)
  /** A trailing `+` in the name stands for any ending. */
  | ({ readonly kind: "in-interface"; readonly name: string } & Negatable)
  | ({ readonly kind: "out-interface"; readonly name: string } & Negatable)
  | ({ readonly kind: "protocol"; readonly protocol: number } & Negatable)
  /** `module` says which extension wrote it: tcp, udp (one range each) or multiport (up to 15 ports, a range counts as two). */
  | ({
      readonly kind: "ports";
      readonly module: "tcp" | "udp" | "sctp" | "dccp" | "multiport";
      readonly side: "source" | "destination" | "either";
      readonly ranges: readonly PortRange[];
    } & Negatable)
  | ({
      readonly kind: "tcp-flags";
      readonly mask: readonly TcpFlag[];
      readonly set: readonly TcpFlag[];
    } & Negatable)
  /** `code` null: any code. `type` 255 with code null: any type (IPv4's `any`). */
  | ({ readonly kind: "icmp-type"; readonly type: number; readonly code: number | null } & Negatable)
  /** `module` says which extension wrote it: `state --state` or `conntrack --ctstate`. */
  | ({
      readonly kind: "ct-state";
      readonly module: "state" | "conntrack";
      readonly states: readonly CtState[];
    } & Negatable &
      Separable)
  | ({ readonly kind: "ct-direction"; readonly direction: "ORIGINAL" | "REPLY" } & Negatable & Separable)
  | ({ readonly kind: "ct-original-port"; readonly range: PortRange } & Negatable & Separable)
  /** Name of the conntrack helper that made the expectation (`-m helper --helper ftp`). */
  | ({ readonly kind: "ct-helper"; readonly name: string } & Negatable)
  | ({ readonly kind: "hop-limit"; readonly op: "eq" | "lt" | "gt"; readonly value: number } & Negatable)
  | ({
      readonly kind: "address-type";
      readonly side: "source" | "destination";
      readonly type: string;
    } & Negatable)
  | ({ readonly kind: "owner-user"; readonly first: number; readonly last: number } & Negatable)
  | { readonly kind: "limit"; readonly count: number; readonly per: RateUnit; readonly burst: number }
  /** A rate per source address, or (`shared`) one for all of them: `above` true matches what exceeds it. */
  | {
      readonly kind: "source-limit";
      readonly name: string;
      readonly shared?: boolean;
      readonly above: boolean;
      readonly count: number;
      readonly per: RateUnit;
      readonly burst: number;
    }
  | ({ readonly kind: "connection-limit"; readonly above: number; readonly mask: number } & Negatable)
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "opaque"; readonly text: string };
