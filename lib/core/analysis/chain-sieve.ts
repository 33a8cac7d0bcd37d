import type { Family } from "@/lib/core/net/family";
import type { Packet } from "@/lib/core/packet/packet";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { isRate } from "./evaluate-rule";
import { numberOf } from "./predicate/number-of";
import type { Predicate } from "./predicate/predicate";
import { predicatesOf } from "./predicate/predicate-of";

const fields = ["source", "destination", "destination-port"] as const;
type SieveField = (typeof fields)[number];

/** Numbers as they fit into a double: of IPv6 addresses the upper 48 bits, which tell nearly all of them apart. */
function coarse(value: bigint, field: SieveField, family: Family): number {
  return Number(family === 6 && field !== "destination-port" ? value >> 80n : value);
}

type Span = { readonly first: number; readonly last: number };

const anything: Span = { first: 0, last: Number.POSITIVE_INFINITY };

/** From the lowest to the highest number of a field that the conditions ask for. */
function spanOf(of: readonly Predicate[], field: SieveField, family: Family): Span {
  let { first, last } = anything;
  for (const predicate of of) {
    let inner: Span;
    if (predicate.kind === "every") inner = spanOf(predicate.of, field, family);
    else if (predicate.kind !== "number" || predicate.field !== field) continue;
    else {
      inner = hull(
        predicate.ranges.map((range) => ({
          first: coarse(range.first, field, family),
          last: coarse(range.last, field, family),
        })),
      );
    }
    if (inner.first > first) first = inner.first;
    if (inner.last < last) last = inner.last;
  }
  return { first, last };
}

function hull(spans: readonly Span[]): Span {
  const [only, ...more] = spans;
  if (only === undefined) return anything;
  return more.reduce(
    (all, { first, last }) => ({ first: Math.min(all.first, first), last: Math.max(all.last, last) }),
    only,
  );
}

/**
 * Rules of one chain by the numbers that they ask for, side by side: most rules of a long chain are about other
 * addresses or ports, and are passed over without a look at their conditions.
 */
export class ChainSieve {
  private readonly bounds: Float64Array;
  private latest: { readonly packet: Packet; readonly spans: readonly Span[] } | null = null;

  constructor(
    private readonly rules: readonly Rule[],
    private readonly family: Family,
  ) {
    this.bounds = new Float64Array(rules.length * fields.length * 2);
    for (const [index, { matches }] of rules.entries()) {
      // A rate that is not kept is told of, even where the rule does not match.
      const of = matches.some(isRate) ? [] : predicatesOf(matches, family);
      for (const [at, field] of fields.entries()) {
        const { first, last } = spanOf(of, field, family);
        const place = (index * fields.length + at) * 2;
        this.bounds[place] = first;
        this.bounds[place + 1] = last;
      }
    }
  }

  /** The first rule from `index` on that the packet may match: those between surely do not. The length if there is none. */
  next(index: number, packet: Packet): number {
    const asked = this.spansOf(packet);
    const { bounds } = this;
    for (let rule = index; rule < this.rules.length; rule++) {
      let at = rule * fields.length * 2;
      let may = true;
      for (let field = 0; may && field < fields.length; field++, at += 2) {
        const { first, last } = asked[field] as Span;
        may = first <= (bounds[at + 1] as number) && last >= (bounds[at] as number);
      }
      if (may) return rule;
    }
    return this.rules.length;
  }

  /** One packet asks for rule after rule. */
  private spansOf(packet: Packet): readonly Span[] {
    if (this.latest?.packet === packet) return this.latest.spans;
    const spans = fields.map((field) => {
      const value = numberOf(field, packet);
      if (value === null) return anything;
      return { first: coarse(value.first, field, this.family), last: coarse(value.last, field, this.family) };
    });
    this.latest = { packet, spans };
    return spans;
  }
}

const made: Readonly<Record<Family, WeakMap<Chain, ChainSieve>>> = { 4: new WeakMap(), 6: new WeakMap() };

/** The sieve of a chain, kept for its life. */
export function sieveOf(chain: Chain, family: Family): ChainSieve {
  const before = made[family].get(chain);
  if (before !== undefined) return before;
  const sieve = new ChainSieve(chain.rules, family);
  made[family].set(chain, sieve);
  return sieve;
}
