import type { Family } from "@/lib/core/net/family";
import { highest } from "../predicate/fields";
import type { NumberField, NumberRange } from "../predicate/predicate";
import type { CodeSpan } from "../symbolic/code-span";
import type { Field } from "../symbolic/layout";

/** The values that codes of a numbered field stand for. */
export function valuesOf(field: Field, codes: readonly CodeSpan[], family: Family): NumberRange[] {
  const most = field.name === "flags" ? 63n : highest(field.name as NumberField, family);
  return codes.map(({ first, last }) => {
    const { starts } = field;
    if (starts === null) return { first: BigInt(first), last: BigInt(last) };
    const next = starts[last + 1];
    return { first: starts[first] ?? 0n, last: next === undefined ? most : next - 1n };
  });
}

/** The same as plain numbers, for fields of at most 32 bits; with a mask where its bits alone count. */
export function numbersOf(field: Field, codes: readonly CodeSpan[], family: Family): CodeSpan[] {
  const values = valuesOf(field, codes, family);
  return values.map(({ first, last }, at) => ({ ...codes[at], first: Number(first), last: Number(last) }));
}
