import { addressBits, type Family } from "@/lib/core/net/family";
import { type AddressRange, prefixRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";

/** Fields whose outer bounds tell most pairs of rules apart: source, destination, their ports, protocol. */
const fields = 5;
const most = 2 ** 32 - 1;

function narrow(box: Float64Array, field: number, first: number, last: number): void {
  box[2 * field] = Math.max(box[2 * field] ?? 0, first);
  box[2 * field + 1] = Math.min(box[2 * field + 1] ?? most, last);
}

/** The leading 32 bits: order is kept, so a block inside another stays inside. */
function leading(value: bigint, family: Family): number {
  return Number(value >> BigInt(addressBits(family) - 32));
}

function narrowToAddresses(box: Float64Array, field: number, { family, first, last }: AddressRange): void {
  narrow(box, field, leading(first, family), leading(last, family));
}

function narrowBy(box: Float64Array, match: Match): void {
  if ("negated" in match && match.negated) return;
  switch (match.kind) {
    case "source":
      narrowToAddresses(box, 0, prefixRange(match.prefix));
      break;
    case "destination":
      narrowToAddresses(box, 1, prefixRange(match.prefix));
      break;
    case "source-range":
      narrowToAddresses(box, 0, match.range);
      break;
    case "destination-range":
      narrowToAddresses(box, 1, match.range);
      break;
    case "ports": {
      if (match.side === "either") break;
      const first = Math.min(...match.ranges.map((range) => range.first));
      const last = Math.max(...match.ranges.map((range) => range.last));
      narrow(box, match.side === "source" ? 2 : 3, first, last);
      break;
    }
    case "protocol":
      narrow(box, 4, match.protocol, match.protocol);
      break;
    default:
      break;
  }
}

/** The smallest box around what the rule can match, as pairs of first and last. */
function boxOf(rule: Rule): Float64Array {
  const box = new Float64Array(2 * fields).map((_, at) => (at % 2 === 0 ? 0 : most));
  for (const match of rule.matches) narrowBy(box, match);
  return box;
}

/** The single source of a box; only boxes with the same one, or with more than one, can hold it. */
function oneSource(box: Float64Array): number | null {
  return box[0] === box[1] ? (box[0] ?? null) : null;
}

/**
 * Finds the earlier rules that could cover a rule: those whose box holds its box. A rule outside the box is surely not
 * covered, so only the few that are left need a real look.
 */
export class CoveringIndex {
  private boxes = new Float64Array(64 * 2 * fields);
  private readonly rules: Rule[] = [];
  /** Places of the rules whose box has a single source, by that, and of all others: long lists name each host alone. */
  private readonly bySource = new Map<number, number[]>();
  private readonly wide: number[] = [];

  add(rule: Rule): void {
    const at = this.rules.length * 2 * fields;
    if (at === this.boxes.length) {
      const larger = new Float64Array(this.boxes.length * 2);
      larger.set(this.boxes);
      this.boxes = larger;
    }
    const box = boxOf(rule);
    this.boxes.set(box, at);
    const one = oneSource(box);
    const places = one === null ? this.wide : (this.bySource.get(one) ?? []);
    if (one !== null) this.bySource.set(one, places);
    places.push(this.rules.length);
    this.rules.push(rule);
  }

  /** The first added rule whose box holds the rule's and of which `test` says yes. */
  find(rule: Rule, test: (earlier: Rule) => boolean): Rule | undefined {
    const box = boxOf(rule);
    const one = oneSource(box);
    const near = this.first(one === null ? [] : (this.bySource.get(one) ?? []), box, test);
    const wide = this.first(this.wide, box, test);
    return this.rules[Math.min(near, wide)];
  }

  private first(places: readonly number[], box: Float64Array, test: (earlier: Rule) => boolean): number {
    const found = places.find((index) => {
      const earlier = this.rules[index];
      return earlier !== undefined && this.holds(index * 2 * fields, box) && test(earlier);
    });
    return found ?? Number.POSITIVE_INFINITY;
  }

  private holds(at: number, box: Float64Array): boolean {
    const { boxes } = this;
    for (let side = 0; side < 2 * fields; side += 2) {
      if ((boxes[at + side] as number) > (box[side] as number)) return false;
      if ((boxes[at + side + 1] as number) < (box[side + 1] as number)) return false;
    }
    return true;
  }
}
