import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";

/** Who stands at the other end: a network object (or `panel`) by its name, or addresses themselves. */
export type Party =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "range"; readonly range: AddressRange };

/** What is reached: a service object by its name, ports of a protocol (null: all of them), or more than that. */
export type AssertedService =
  | { readonly kind: "name"; readonly name: string }
  | {
      readonly kind: "ports";
      readonly protocol: PortProtocol;
      readonly ports: readonly PortRange[] | null;
    }
  | { readonly kind: "ping" }
  | { readonly kind: "protocol"; readonly number: number }
  | { readonly kind: "anything" };

/** Protocols with ports, with their numbers. */
export const portProtocols = { tcp: 6, udp: 17, sctp: 132 } as const;
export type PortProtocol = keyof typeof portProtocols;

/**
 * What has to be true of the rules, whatever they are. `in`: others reach services of the VPS; `out`: the VPS reaches
 * services of others. Everyone is `{ but: true, parties: [] }`.
 */
export type Assertion = {
  readonly direction: "in" | "out";
  /** False: they do not. */
  readonly reaches: boolean;
  /** `but`: everyone except these. */
  readonly who: { readonly but: boolean; readonly parties: readonly Party[] };
  readonly services: readonly AssertedService[];
  /** The VPS address in question; null: every one of its own. */
  readonly at: AddressRange | null;
  /** The interface in question; null: every one that leads outside. */
  readonly over: string | null;
};
