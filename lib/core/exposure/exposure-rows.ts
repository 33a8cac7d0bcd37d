import type { HostTables } from "@/lib/core/assertion/claims-question";
import type { ShareTold } from "@/lib/core/assertion/exposure-question";
import type { ConditionTold, EndTold } from "@/lib/core/meaning/meaning";
import type { AddressNames } from "@/lib/core/meaning/tell-addresses";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { Socket } from "./socket";
import type { WayIn } from "./way";

/** Who reaches each listening socket of a host, and each port that nat sends elsewhere. */
export type SocketsAsk = {
  readonly of: HostTables;
  readonly sockets: readonly Socket[];
  /** For addresses that have a name. */
  readonly names: AddressNames;
};

/** Where a packet ends that nat has sent elsewhere. */
export type Destination = { readonly address: string | null; readonly port: number | null };

/** Those who get in by one way. `end`: what lets them in where no rule does. */
export type EntryTold = ShareTold & {
  readonly way: WayIn;
  readonly end: EndTold | null;
  /** The one interface that the deciding rule asks for; null: it asks for none, or for any but one. */
  readonly over: string | null;
  /** Null: it stays as it was sent. */
  readonly to: Destination | null;
  /** Rates that were taken to be kept. */
  readonly assumes: readonly ConditionTold[];
};

/** Who reaches one row in one family. */
export type Found =
  /** The program does not listen in this family, and nothing sends it elsewhere. */
  | { readonly kind: "not-heard" }
  /** Only programs of the host itself reach it. */
  | { readonly kind: "loopback" }
  /** The host has no address in this family that others could name. */
  | { readonly kind: "no-address" }
  | { readonly kind: "too-complex" | "unreadable" }
  | {
      readonly kind: "read";
      readonly entries: readonly EntryTold[];
      readonly depends: ShareTold | null;
      /** What decides the rest; null: there is none. */
      readonly shut: (ShareTold & { readonly end: EndTold | null }) | null;
      /** Only neighbours on the same link can name its addresses. */
      readonly linkOnly: boolean;
    };

/** One port with what is behind it; `socket` null: no program of the host listens there, nat sends it elsewhere. */
export type SocketRow = {
  readonly id: string;
  readonly protocol: "tcp" | "udp";
  readonly ports: PortRange;
  readonly socket: Socket | null;
  readonly families: readonly { readonly family: Family; readonly found: Found }[];
};

/** What filters a family's INPUT. `ours`: it leads to our chain. */
export type Standing = "ours" | "others" | "no-rules" | "unreadable";

export type SocketsAnswer = {
  /** Of the families that the host has. */
  readonly standings: readonly { readonly family: Family; readonly standing: Standing }[];
  readonly rows: readonly SocketRow[];
};
