import { ALL, type Bdd, NONE, type Node } from "../bdd/bdd";
import type { Field } from "./layout";
import type { PacketSpace } from "./packet-space";
import { type Rewrite, rewriteOf } from "./rewrite";

/** What a field's variables hold now: as they were written, else as the packet came in. */
export function nowIn(bdd: Bdd, field: Field, before: Rewrite): Node[] {
  return Array.from({ length: field.bits }, (_, bit) => {
    const level = field.level + bit;
    return before.values.get(level) ?? bdd.node(level, NONE, ALL);
  });
}

/** The rewrite with other bits in a field. */
export function writeBits(field: Field, before: Rewrite, bits: readonly Node[]): Rewrite {
  return rewriteOf(
    new Map([...before.values, ...bits.map((node, bit) => [field.level + bit, node] as const)]),
  );
}

/** The bits of a code. */
export function bitsOf({ bits }: Field, code: number): Node[] {
  return Array.from({ length: bits }, (_, bit) =>
    Math.floor(code / 2 ** (bits - 1 - bit)) % 2 === 1 ? ALL : NONE,
  );
}

/** A value that nobody knows: one named condition a bit. */
export function unknownBits(space: PacketSpace, { bits }: Field, name: string): Node[] {
  return Array.from({ length: bits }, (_, bit) => space.condition(`${name}, bit ${bit}`));
}

/** The bits of the class that holds all the values, or unknown ones where they are of several classes. */
export function valueBits(
  space: PacketSpace,
  field: Field,
  { first, last }: { readonly first: bigint; readonly last: bigint },
  name: string,
): Node[] {
  const code = space.classOf(field, first);
  return code === space.classOf(field, last) ? bitsOf(field, code) : unknownBits(space, field, name);
}
