import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange, Prefix } from "@/lib/core/net/prefix";

/** Ports of a translation; `base` is the port that the first one stands for when each port goes to its own (DNAT only). */
export type NatPorts = PortRange & { readonly base: number | null };

/** Where an address translation goes: any of the addresses, any of the ports. Null is left as it is. */
export type NatRange = { readonly addresses: AddressRange | null; readonly ports: NatPorts | null };

/** How the kernel chooses within a range. */
export type NatChoice = {
  readonly random?: boolean;
  readonly randomFully?: boolean;
  readonly persistent?: boolean;
};

/** What else a LOG line holds, in the order in which iptables-save prints it. */
export type LogDetail = "tcp-sequence" | "tcp-options" | "ip-options" | "uid" | "macdecode";

/** A connection-tracking zone: its number, or the packet's mark; of one way only, or of both. */
export type CtZone = { readonly id: number | "mark"; readonly way: "both" | "original" | "reply" };

/**
 * What a rule does with a packet that matches. `none` counts only; `opaque` was read and not understood.
 * Marks are 32 bits. `set-mark` and the operation `set` make it `(mark & ~mask) ^ value`; `save` makes the connection's
 * `(its & ~connectionMask) ^ (packet's & packetMask)`, `restore` the packet's `(its & ~packetMask) ^ (connection's &
 * connectionMask)`.
 */
export type Target =
  | { readonly kind: "accept" }
  | { readonly kind: "drop" }
  /** `with` is iptables' own word, such as `icmp-port-unreachable`, `icmp6-port-unreachable`, `tcp-reset`. */
  | { readonly kind: "reject"; readonly with: string }
  | { readonly kind: "return" }
  | { readonly kind: "jump"; readonly chain: string }
  | { readonly kind: "goto"; readonly chain: string }
  | {
      readonly kind: "log";
      readonly prefix: string;
      readonly level: number | null;
      readonly uid: boolean;
      /** The details beside the uid. */
      readonly details?: readonly Exclude<LogDetail, "uid">[];
    }
  | {
      readonly kind: "nflog";
      readonly prefix: string;
      readonly group: number;
      /** Bytes of each packet, and packets that are sent at once. */
      readonly size?: number;
      readonly threshold?: number;
    }
  | { readonly kind: "ct-helper"; readonly helper: string }
  /** `alias`: written `-j NOTRACK`, which the kernel tells from `-j CT --notrack`. */
  | { readonly kind: "notrack"; readonly alias?: boolean }
  /** Every other `-j CT`. Null and empty: not set. */
  | {
      readonly kind: "ct-settings";
      readonly notrack: boolean;
      readonly helper: string | null;
      readonly timeout: string | null;
      readonly events: readonly string[];
      readonly expectationEvents: readonly string[];
      readonly zone: CtZone | null;
    }
  | ({ readonly kind: "dnat"; readonly to: NatRange } & NatChoice)
  | ({ readonly kind: "snat"; readonly to: NatRange } & NatChoice)
  | ({ readonly kind: "masquerade"; readonly ports: PortRange | null } & NatChoice)
  | ({ readonly kind: "redirect"; readonly ports: PortRange | null } & NatChoice)
  /** Each address of the network becomes the one at the same place in this one. */
  | { readonly kind: "netmap"; readonly to: Prefix }
  | { readonly kind: "set-mark"; readonly value: number; readonly mask: number }
  | {
      readonly kind: "connection-mark";
      readonly operation: "set";
      readonly value: number;
      readonly mask: number;
    }
  | {
      readonly kind: "connection-mark";
      readonly operation: "save" | "restore";
      readonly packetMask: number;
      readonly connectionMask: number;
    }
  /** `size` null: what the path bears. */
  | { readonly kind: "tcp-mss"; readonly size: number | null }
  | { readonly kind: "checksum" }
  | { readonly kind: "none" }
  | { readonly kind: "opaque"; readonly text: string };
