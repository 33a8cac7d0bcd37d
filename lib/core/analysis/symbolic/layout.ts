import type { Family } from "@/lib/core/net/family";
import { prefixRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import { highest } from "../predicate/fields";
import type { NumberField, NumberRange, Predicate } from "../predicate/predicate";
import { type InterfaceClasses, interfaceClasses } from "./interface-classes";

/** What a set of packets is about. `to-host`: whether the routing decision gives the packet to this host itself. */
export type FieldName = NumberField | "flags" | "in" | "out" | "to-host";

/**
 * Where the bits of a field stand, the highest first. A value is not written as it is but by the number of its class:
 * values that no rule tells apart share one. The last class also owns the codes that are left over.
 */
export type Field = {
  readonly name: FieldName;
  readonly level: number;
  readonly bits: number;
  readonly classes: number;
  /** The first value of each class; null where the codes are the values themselves, or interface names. */
  readonly starts: readonly bigint[] | null;
  /** Null for every field that is no interface. */
  readonly interfaces: InterfaceClasses | null;
};

/** The order in which fields are asked. One that suits one ruleset may be hopeless for another, so there are several. */
export type FieldOrder = readonly FieldName[];

const head: FieldOrder = ["to-host", "state", "direction", "in", "out"];
const service: FieldOrder = ["protocol", "flags", "icmp", "destination-port", "original-port", "source-port"];
const addresses: FieldOrder = ["destination", "source"];
const tail: FieldOrder = ["hop-limit", "user", "group", "mark", "connection-mark"];

export const fieldOrders: readonly FieldOrder[] = [
  [...head, ...service, ...addresses, ...tail],
  [...head, ...addresses, ...service, ...tail],
  [...tail, ...head, "source", ...service, "destination"],
];

const byBits = new Set<FieldName>(["flags", "mark", "connection-mark"]);

/** Whether rules may ask for any of the field's bits, each by itself, and there are many. */
export const isMark = ({ name }: Field) => name === "mark" || name === "connection-mark";

/** Predicates that are made of others, opened. */
export function* leaves(predicate: Predicate): Generator<Predicate> {
  switch (predicate.kind) {
    case "not":
      yield* leaves(predicate.of);
      break;
    case "every":
    case "some":
      for (const one of predicate.of) yield* leaves(one);
      break;
    default:
      yield predicate;
  }
}

/** Addresses whose type is the same on every host; the last one of a block may be a broadcast address. */
function specialAddresses(family: Family) {
  return [...multicastPrefixes, ...broadcastPrefixes, ...loopbackPrefixes]
    .filter((prefix) => prefix.family === family)
    .map(prefixRange)
    .flatMap(({ first, last }) => [
      { first, last },
      { first: last, last },
    ]);
}

/** Values at which some predicate changes its mind: the first one inside and the first one behind each range. */
class Cuts {
  /** Not a Set: it hashes the low bits alone, which IPv6 prefixes have in common. */
  private readonly values = new Map<NumberField, bigint[]>();
  readonly patterns = { in: new Set<string>(), out: new Set<string>() };

  add(field: NumberField, first: bigint, last: bigint): void {
    let values = this.values.get(field);
    if (values === undefined) {
      values = [0n];
      this.values.set(field, values);
    }
    values.push(first, last + 1n);
  }

  private addRange(field: NumberField, { first, last }: NumberRange): void {
    this.add(field, first, last);
    // Before the routing decision it is higher by one.
    if (field === "hop-limit" && last > 0n) this.add(field, first === 0n ? 0n : first - 1n, last - 1n);
  }

  /** The values of one field count for the other too, so that a code means the same in both. */
  join(one: NumberField, other: NumberField): void {
    const values = [...(this.values.get(one) ?? [0n]), ...(this.values.get(other) ?? [])];
    this.values.set(one, values);
    this.values.set(other, values);
  }

  addPredicate(predicate: Predicate, family: Family): void {
    for (const leaf of leaves(predicate)) {
      if (leaf.kind === "number") for (const range of leaf.ranges) this.addRange(leaf.field, range);
      else if (leaf.kind === "interface") this.patterns[leaf.side].add(leaf.name);
      else if (leaf.kind === "address-type") {
        for (const { first, last } of specialAddresses(family)) this.add(leaf.side, first, last);
      }
    }
  }

  starts(field: NumberField, family: Family): readonly bigint[] {
    const most = highest(field, family);
    const values = (this.values.get(field) ?? [0n]).filter((value) => value <= most);
    values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return values.filter((value, index) => index === 0 || value !== values[index - 1]);
  }
}

export type LayoutInput = {
  readonly family: Family;
  /** Every predicate that will be asked: of both rulesets of a comparison, and of the question. */
  readonly predicates: Iterable<Predicate>;
  /** Whether some predicate is about a mark. */
  readonly asksMarks: boolean;
  /** Whether some predicate is about the port that a connection's first packet went to. */
  readonly asksOriginalPort: boolean;
  /** Whether some predicate is about connections that were translated. */
  readonly asksTranslated: boolean;
  /** The ends of connections that some rule may translate. */
  readonly translated: ReadonlySet<"source" | "destination">;
  /** What is asked of first packets about such an end, as it was before. */
  readonly askedBefore: readonly Match[];
  /** The address types that are asked of destinations. */
  readonly destinationTypes: ReadonlySet<string>;
  /** Values that packets are given on the way (translations), or that a question names. */
  readonly points: Iterable<{ readonly field: NumberField; readonly first: bigint; readonly last: bigint }>;
};

const bitsFor = (classes: number) => (classes <= 1 ? 0 : 32 - Math.clz32(classes - 1));

/** Lays the fields out in the given order, each with as few bits as its classes need. */
export function layFields(input: LayoutInput, order: FieldOrder): ReadonlyMap<FieldName, Field> {
  const cuts = new Cuts();
  // Each state and each direction is a class of its own: answers are told by state.
  for (let state = 0n; state < 5n; state++) cuts.add("state", state, state);
  cuts.add("direction", 0n, 0n);
  for (const predicate of input.predicates) cuts.addPredicate(predicate, input.family);
  for (const { field, first, last } of input.points) cuts.add(field, first, last);
  if (input.asksOriginalPort) cuts.join("destination-port", "original-port");
  const fields = new Map<FieldName, Field>();
  let level = 0;
  for (const name of order) {
    const field = fieldOf(name, level, cuts, input.family);
    fields.set(name, field);
    level += field.bits;
  }
  return fields;
}

function fieldOf(name: FieldName, level: number, cuts: Cuts, family: Family): Field {
  if (name === "to-host") return { name, level, bits: 1, classes: 2, starts: null, interfaces: null };
  if (name === "in" || name === "out") {
    const interfaces = interfaceClasses(cuts.patterns[name]);
    const classes = interfaces.names.length;
    return { name, level, bits: bitsFor(classes), classes, starts: null, interfaces };
  }
  if (byBits.has(name)) {
    const bits = name === "flags" ? 6 : 32;
    return { name, level, bits, classes: 2 ** bits, starts: null, interfaces: null };
  }
  const starts = cuts.starts(name as NumberField, family);
  return { name, level, bits: bitsFor(starts.length), classes: starts.length, starts, interfaces: null };
}
