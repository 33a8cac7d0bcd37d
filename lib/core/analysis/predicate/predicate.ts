import type { Match } from "@/lib/core/ruleset/match";

/** Fields of a packet that are one number each; see `fields.ts` for what the numbers are. */
export type NumberField =
  | "source"
  | "destination"
  | "source-port"
  | "destination-port"
  | "original-port"
  | "protocol"
  | "icmp"
  | "state"
  | "direction"
  | "hop-limit"
  | "user"
  | "group"
  | "mark"
  | "connection-mark";

/** Numbers from `first` to `last`, both inside. */
export type NumberRange = { readonly first: bigint; readonly last: bigint };

/**
 * What a match asks of a packet, in the few questions that an evaluator has to know. It is the one meaning of each
 * match kind: the interpreter asks it of one packet, the symbolic engine makes the set of all packets of it.
 */
export type Predicate =
  | { readonly kind: "constant"; readonly holds: boolean }
  | { readonly kind: "number"; readonly field: NumberField; readonly ranges: readonly NumberRange[] }
  /** The number's bits under the mask are those of the value. */
  | { readonly kind: "bits"; readonly field: NumberField; readonly mask: bigint; readonly value: bigint }
  /** Of the TCP flags in `mask` exactly those in `set` are up; bit n is the n-th of `packetFlags`. */
  | { readonly kind: "flags"; readonly mask: number; readonly set: number }
  /** A trailing `+` stands for any ending. */
  | { readonly kind: "interface"; readonly side: "in" | "out"; readonly name: string }
  /** What the routing table says of an address, in the words of `-m addrtype`. */
  | { readonly kind: "address-type"; readonly side: "source" | "destination"; readonly type: string }
  /** What neither the packet nor the rules say: a rate, or a match that is not modelled. Never negated. */
  | { readonly kind: "open"; readonly match: Match }
  | { readonly kind: "not"; readonly of: Predicate }
  | { readonly kind: "every"; readonly of: readonly Predicate[] }
  | { readonly kind: "some"; readonly of: readonly Predicate[] };

export const always: Predicate = { kind: "constant", holds: true };
export const never: Predicate = { kind: "constant", holds: false };

export function not(of: Predicate): Predicate {
  if (of.kind === "constant") return of.holds ? never : always;
  return of.kind === "not" ? of.of : { kind: "not", of };
}

/** The predicate, or its opposite where the match is negated. */
export function turned(of: Predicate, negated: boolean | undefined): Predicate {
  return negated ? not(of) : of;
}

export function every(...of: readonly Predicate[]): Predicate {
  return { kind: "every", of };
}

export function some(...of: readonly Predicate[]): Predicate {
  return { kind: "some", of };
}

/** The field's number is in one of the ranges. */
export function within(
  field: NumberField,
  ranges: readonly { readonly first: bigint | number; readonly last: bigint | number }[],
): Predicate {
  return {
    kind: "number",
    field,
    ranges: ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) })),
  };
}

/** The field's number is one of these. */
export function among(field: NumberField, values: readonly (bigint | number)[]): Predicate {
  return within(
    field,
    values.map((value) => ({ first: value, last: value })),
  );
}
