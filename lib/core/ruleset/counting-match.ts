import type { Negatable } from "./modifiers";

/** A time span as the limit matches write it. */
export type RateUnit = "second" | "minute" | "hour" | "day";

/** What is counted apart: each address, or each port, has an allowance of its own. */
export type RateKey = "source" | "source-port" | "destination" | "destination-port";

/** Matches whose answer hangs on what passed before. */
export type CountingMatch =
  | { readonly kind: "limit"; readonly count: number; readonly per: RateUnit; readonly burst: number }
  /** A rate per source address, or (`shared`) one for all of them: `above` true matches what exceeds it. */
  | {
      readonly kind: "source-limit";
      readonly name: string;
      readonly shared?: boolean;
      /** Bits of the address by which sources are one; left out: the whole address. */
      readonly sourceLength?: number;
      readonly above: boolean;
      readonly count: number;
      readonly per: RateUnit;
      readonly burst: number;
    }
  /** Every other `-m hashlimit`: more keys, networks, bytes, or settings of its own. */
  | {
      readonly kind: "keyed-limit";
      readonly name: string;
      readonly above: boolean;
      /** What has a rate of its own; one rate for all where the list is empty. */
      readonly keys: readonly RateKey[];
      /** Prefix lengths by which addresses are one; the whole address where null. */
      readonly sourceLength: number | null;
      readonly destinationLength: number | null;
      /** In iptables' words: `5/min`, `4kb/s`, and for bytes the burst `400kb` or null. */
      readonly rate: string;
      readonly burst: string | null;
      /** Options that change no answer in the long run, each with its value: table sizes, times in milliseconds. */
      readonly settings: readonly (readonly [option: string, value: number])[];
      /** Compare with the rate that is measured, over so many seconds, instead of spending an allowance. */
      readonly measured: number | null;
    }
  /** Connections that are open at once from (`by` left out) or to one network of `mask` bits. */
  | ({
      readonly kind: "connection-limit";
      readonly above: number;
      readonly mask: number;
      readonly by?: "destination";
    } & Negatable)
  /** A list of addresses by name that rules write to and ask. */
  | ({
      readonly kind: "recent";
      readonly action: "set" | "rcheck" | "update" | "remove";
      readonly name: string;
      readonly side: "source" | "destination";
      /** Seen so many times, within so many seconds; null where not asked. */
      readonly seconds: number | null;
      readonly hits: number | null;
      /** Older entries are thrown away. */
      readonly reap: boolean;
      /** The hop limit must be that of the entry. */
      readonly sameHopLimit: boolean;
      /** Bits of the address that count, as a mask. */
      readonly mask: bigint;
    } & Negatable);
