import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange, Prefix } from "@/lib/core/net/prefix";
import type { CountingMatch } from "./counting-match";
import type { Negatable, Separable } from "./modifiers";
import type { TrackingMatch } from "./tracking-match";

export type { RateUnit } from "./counting-match";
export type { CtState } from "./tracking-match";

/** TCP flags as iptables names them. */
export type TcpFlag = "FIN" | "SYN" | "RST" | "PSH" | "ACK" | "URG";

/** A part of the TCP or UDP payload that `-m string` looks for. */
type StringMatch = {
  readonly kind: "string";
  /** `text` as it is, or `hex`: bytes as lower-case hexadecimal digits, where a byte has no printable sign. */
  readonly pattern: { readonly text: string } | { readonly hex: string };
  readonly algorithm: string;
  /** Offsets in the packet between which the pattern begins; 0 and 65535 where the rule says nothing. */
  readonly from: number;
  readonly to: number;
  readonly ignoreCase: boolean;
};

/** When a rule holds. Times of day are seconds since midnight, dates seconds since 1970, both inside. */
type TimeMatch = {
  readonly kind: "time";
  readonly dayStart: number;
  readonly dayStop: number;
  readonly dateStart: number;
  readonly dateStop: number;
  /** Days 1–31 and 1 (Monday) – 7; null for every day. */
  readonly monthDays: readonly number[] | null;
  readonly weekDays: readonly number[] | null;
  /** The clock of the kernel's time zone instead of UTC. */
  readonly kernelZone: boolean;
  /** A span over midnight counts as one, on the day on which it begins. */
  readonly contiguous: boolean;
};

/**
 * One condition of a rule. A rule matches when all its conditions hold.
 * `opaque` is a condition that was read and not understood: its text is kept, and whether it holds is not known.
 * Protocols are numbers (1 icmp, 6 tcp, 17 udp, 58 ipv6-icmp); names belong to the text.
 */
export type Match =
  | ({ readonly kind: "source"; readonly prefix: Prefix } & Negatable)
  | ({ readonly kind: "destination"; readonly prefix: Prefix } & Negatable)
  /** An address under a mask whose ones are not all in front (`-s 10.0.12.0/255.0.255.0`); `value` has no bits outside it. */
  | ({
      readonly kind: "masked-address";
      readonly side: "source" | "destination";
      readonly family: Family;
      readonly value: bigint;
      readonly mask: bigint;
    } & Negatable)
  | ({ readonly kind: "source-range"; readonly range: AddressRange } & Negatable & Separable)
  | ({ readonly kind: "destination-range"; readonly range: AddressRange } & Negatable & Separable)
  /** A trailing `+` in the name stands for any ending. */
  | ({ readonly kind: "in-interface"; readonly name: string } & Negatable)
  | ({ readonly kind: "out-interface"; readonly name: string } & Negatable)
  /** The second and later fragments of a packet, which have no ports (`-f`). */
  | ({ readonly kind: "fragment" } & Negatable)
  | ({ readonly kind: "protocol"; readonly protocol: number } & Negatable)
  /** `module` says which extension wrote it: tcp, udp (one range each) or multiport (up to 15 ports, a range counts as two). */
  | ({
      readonly kind: "ports";
      readonly module: "tcp" | "udp" | "sctp" | "dccp" | "multiport";
      readonly side: "source" | "destination" | "either";
      readonly ranges: readonly PortRange[];
    } & Negatable &
      Separable)
  | ({
      readonly kind: "tcp-flags";
      readonly mask: readonly TcpFlag[];
      readonly set: readonly TcpFlag[];
    } & Negatable &
      Separable)
  /** A TCP option of this number is in the header. */
  | ({ readonly kind: "tcp-option"; readonly option: number } & Negatable & Separable)
  /** An extension without any option (`-p tcp -m tcp`): it says no more than that its own protocol is spoken. */
  | ({ readonly kind: "extension"; readonly name: "tcp" | "udp" | "sctp" | "dccp" } & Separable)
  /** `code` null: any code. `type` 255 with code null: any type (IPv4's `any`). */
  | ({ readonly kind: "icmp-type"; readonly type: number; readonly code: number | null } & Negatable)
  | ({ readonly kind: "hop-limit"; readonly op: "eq" | "lt" | "gt"; readonly value: number } & Negatable)
  | ({
      readonly kind: "address-type";
      readonly side: "source" | "destination";
      /** One type, or several with commas between. */
      readonly type: string;
      /** Only addresses of the interface that the packet comes in or goes out by count (`--limit-iface-in`, `-out`). */
      readonly interface?: "in" | "out";
    } & Negatable &
      Separable)
  /** The account, the group of the program that sent the packet, and whether there is one at all. */
  | ({ readonly kind: "owner-user"; readonly first: number; readonly last: number } & Negatable & Separable)
  | ({
      readonly kind: "owner-group";
      readonly first: number;
      readonly last: number;
      /** Groups that the account is in besides its own count too. */
      readonly supplementary?: boolean;
    } & Negatable &
      Separable)
  | ({ readonly kind: "owner-socket" } & Negatable & Separable)
  /** Six bytes, lower case with colons. */
  | ({ readonly kind: "mac-source"; readonly address: string } & Negatable)
  /** The packet's mark under `mask` is `value` (32 bits; a value with bits outside the mask never is). */
  | ({ readonly kind: "mark"; readonly value: number; readonly mask: number } & Negatable)
  | (StringMatch & Negatable)
  | TimeMatch
  | TrackingMatch
  | CountingMatch
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "opaque"; readonly text: string };
