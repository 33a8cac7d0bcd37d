import { ALL, type Bdd, NONE, type Node } from "../bdd/bdd";
import type { Field } from "./layout";

/** Codes of a field from `first` to `last`, both inside. With a mask its bits alone count: of the packet, and of both. */
export type CodeSpan = { readonly first: number; readonly last: number; readonly mask?: number };

/** A variable of a field, and what it adds to the code. */
export type CodeBit = { readonly level: number; readonly weight: number };

/** The variables of a field that count, the highest first. */
export function codeBitsUnder({ level, bits }: Field, mask: number | undefined): readonly CodeBit[] {
  const all = Array.from({ length: bits }, (_, bit) => ({
    level: level + bit,
    weight: 2 ** (bits - 1 - bit),
  }));
  return mask === undefined ? all : all.filter(({ weight }) => Math.floor(mask / weight) % 2 === 1);
}

/** The next code, where the bits beside the mask do not count. */
export function codeBehind({ last, mask }: CodeSpan): number {
  return mask === undefined ? last + 1 : (((last | ~mask) + 1) & mask) >>> 0;
}

/** The packets whose code lies in one of the spans, which share a mask. */
export function maskedCodes(bdd: Bdd, field: Field, spans: readonly CodeSpan[], mask: number): Node {
  const bits = codeBitsUnder(field, mask);
  const build = (at: number, from: number, most: number): Node => {
    if (spans.every(({ first, last }) => last < from || first > most)) return NONE;
    if (spans.some(({ first, last }) => first <= from && last >= most)) return ALL;
    const { level, weight } = bits[at] as CodeBit;
    return bdd.node(level, build(at + 1, from, most - weight), build(at + 1, from + weight, most));
  };
  return build(0, 0, mask);
}
