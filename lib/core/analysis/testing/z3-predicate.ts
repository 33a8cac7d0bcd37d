import { addressBits, type Family } from "@/lib/core/net/family";
import { conditionName } from "../condition";
import type { NumberField, Predicate } from "../predicate/predicate";

/** Widths of the fields in bits. */
export function widthOf(field: NumberField | "flags", family: Family): number {
  switch (field) {
    case "source":
    case "destination":
      return addressBits(family);
    case "source-port":
    case "destination-port":
    case "original-port":
    case "icmp":
      return 16;
    case "user":
    case "group":
    case "mark":
    case "connection-mark":
      return 32;
    default:
      return 8;
  }
}

export const numberFields: readonly NumberField[] = [
  "source",
  "destination",
  "source-port",
  "destination-port",
  "original-port",
  "protocol",
  "icmp",
  "state",
  "direction",
  "hop-limit",
  "user",
  "group",
];

export const all = (parts: readonly string[]) =>
  parts.length === 0 ? "true" : `(and true ${parts.join(" ")})`;
export const any = (parts: readonly string[]) =>
  parts.length === 0 ? "false" : `(or false ${parts.join(" ")})`;
export const value = (number: bigint | number, width: number) => `(_ bv${number} ${width})`;

/** The field lies in one of the ranges. */
export function inRanges(
  field: NumberField | "flags",
  ranges: readonly { readonly first: bigint | number; readonly last: bigint | number }[],
  family: Family,
): string {
  const width = widthOf(field, family);
  return any(
    ranges.map(
      ({ first, last }) =>
        `(and (bvule ${value(first, width)} ${field}) (bvule ${field} ${value(last, width)}))`,
    ),
  );
}

/** Predicates as SMT-LIB text. Interfaces are numbers of `names`; conditions that are not known are booleans. */
export class PredicateText {
  private readonly conditions = new Map<string, string>();

  constructor(
    private readonly family: Family,
    readonly names: readonly string[],
  ) {}

  /** Declares every variable; to be asked when all text has been made. */
  declarations(): string[] {
    const declared = (name: string, width: number) => `(declare-const ${name} (_ BitVec ${width}))`;
    return [
      ...numberFields.map((field) => declared(field, widthOf(field, this.family))),
      declared("flags", 8),
      declared("in", 8),
      declared("out", 8),
      ...[...this.conditions.values()].map((name) => `(declare-const ${name} Bool)`),
    ];
  }

  /** Whether the interface has one of these names. */
  named(side: "in" | "out", names: readonly string[]): string {
    return any(names.map((name) => `(= ${side} ${value(this.names.indexOf(name), 8)})`));
  }

  /** The text of a predicate at a hook; `place` names the rule, for what is asked anew in each one. */
  of(predicate: Predicate, hook: string, place: string): string {
    const { family } = this;
    switch (predicate.kind) {
      case "constant":
        return String(predicate.holds);
      case "number":
        // Only what a local program sends has a user; the highest number stands for none.
        if (predicate.field === "user" && hook !== "OUTPUT") {
          return String(predicate.ranges.some(({ last }) => last >= 0xffffffffn));
        }
        return inRanges(predicate.field, predicate.ranges, family);
      case "bits": {
        const width = widthOf(predicate.field, family);
        return `(= (bvand ${predicate.field} ${value(predicate.mask, width)}) ${value(predicate.value, width)})`;
      }
      case "flags":
        return `(= (bvand flags ${value(predicate.mask, 8)}) ${value(predicate.set, 8)})`;
      case "interface": {
        const absent = predicate.side === "in" ? hook === "OUTPUT" : hook === "INPUT";
        const begins = predicate.name.endsWith("+") ? predicate.name.slice(0, -1) : null;
        const meant = (name: string) => (begins === null ? name === predicate.name : name.startsWith(begins));
        return absent ? String(meant("")) : this.named(predicate.side, this.names.filter(meant));
      }
      case "address-type":
        throw new RangeError("what an address is hangs on the host");
      case "open":
        return this.condition(conditionName(predicate.match, family, place));
      case "not":
        return `(not ${this.of(predicate.of, hook, place)})`;
      case "every":
        return all(predicate.of.map((one) => this.of(one, hook, place)));
      case "some":
        return any(predicate.of.map((one) => this.of(one, hook, place)));
    }
  }

  private condition(name: string): string {
    const known = this.conditions.get(name) ?? `open${this.conditions.size}`;
    this.conditions.set(name, known);
    return known;
  }
}
