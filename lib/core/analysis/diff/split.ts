import { ALL, NONE, type Node } from "../bdd/bdd";
import type { Field } from "../symbolic/layout";
import type { PacketSpace } from "../symbolic/packet-space";

/** Codes of a field from `first` to `last`, both inside. */
export type CodeSpan = { readonly first: number; readonly last: number };

/** Values of one field for which the rest of a set is the same, and that rest. */
export type Slice = { readonly codes: readonly CodeSpan[]; readonly rest: Node };

/** Joins spans that touch; they come in ascending order. */
function joinedSpans(spans: readonly CodeSpan[]): CodeSpan[] {
  const result: CodeSpan[] = [];
  for (const span of spans) {
    const before = result.at(-1);
    if (before !== undefined && before.last + 1 === span.first) {
      result[result.length - 1] = { first: before.first, last: span.last };
    } else result.push(span);
  }
  return result;
}

/** Cuts a set by one field: values with the same rest stand together. Values without any packet are left out. */
export function split(space: PacketSpace, set: Node, field: Field): readonly Slice[] {
  const { bdd } = space;
  const found = new Map<Node, CodeSpan[]>();
  const inField = (level: number) => level >= field.level && level < field.level + field.bits;
  const walk = (node: Node, bit: number, from: number): void => {
    if (node === NONE || from >= field.classes) return;
    const size = 2 ** (field.bits - bit);
    if (bit === field.bits || !bdd.support(node).some(inField)) {
      const span = { first: from, last: Math.min(from + size, field.classes) - 1 };
      const spans = found.get(node);
      if (spans === undefined) found.set(node, [span]);
      else spans.push(span);
      return;
    }
    const level = field.level + bit;
    walk(bdd.written(node, new Map([[level, NONE]])), bit + 1, from);
    walk(bdd.written(node, new Map([[level, ALL]])), bit + 1, from + size / 2);
  };
  walk(set, 0, 0);
  return [...found].map(([rest, spans]) => ({ codes: joinedSpans(spans), rest }));
}

/** Whether the spans are every code of the field. */
export function isEverything(field: Field, codes: readonly CodeSpan[]): boolean {
  return codes.length === 1 && codes[0]?.first === 0 && codes[0].last === field.classes - 1;
}
