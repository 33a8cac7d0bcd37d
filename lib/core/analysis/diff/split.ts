import { ALL, NONE, type Node } from "../bdd/bdd";
import { type CodeSpan, codeBehind, codeBitsUnder } from "../symbolic/code-span";
import { type Field, isMark } from "../symbolic/layout";
import type { PacketSpace } from "../symbolic/packet-space";

/** Steps that each place of a walk takes. */
const STEPS = 20;

/** Values of one field for which the rest of a set is the same, and that rest. */
export type Slice = { readonly codes: readonly CodeSpan[]; readonly rest: Node };

/** Joins spans that touch; they come in ascending order. */
function joinedSpans(spans: readonly CodeSpan[]): CodeSpan[] {
  const result: CodeSpan[] = [];
  for (const span of spans) {
    const before = result.at(-1);
    if (before !== undefined && codeBehind(before) === span.first) {
      result[result.length - 1] = { ...before, last: span.last };
    } else result.push(span);
  }
  return result;
}

/**
 * The bits of a mark on which a set hangs; undefined: all of them, or the field is none. Under them `--mark 0x1/0x1` is
 * one code; over the others it would be every second of them all.
 */
function maskOf(field: Field, levels: readonly number[]): number | undefined {
  if (!isMark(field)) return undefined;
  const bits = codeBitsUnder(field, undefined).filter(({ level }) => levels.includes(level));
  return bits.length === field.bits ? undefined : bits.reduce((sum, { weight }) => sum + weight, 0);
}

/** Cuts a set by one field: values with the same rest stand together. Values without any packet are left out. */
export function split(space: PacketSpace, set: Node, field: Field): readonly Slice[] {
  const { bdd } = space;
  const found = new Map<Node, CodeSpan[]>();
  const inField = (level: number) => level >= field.level && level < field.level + field.bits;
  const asked = bdd.support(set).filter(inField);
  if (asked.length === 0) return set === NONE ? [] : [{ codes: [everything(field)], rest: set }];
  const mask = maskOf(field, asked);
  const bits = codeBitsUnder(field, mask);
  const walk = (node: Node, at: number, from: number, most: number): void => {
    if (node === NONE || from >= field.classes) return;
    bdd.spend(STEPS);
    const bit = bits[at];
    if (bit === undefined || !bdd.support(node).some(inField)) {
      const last = Math.min(most, field.classes - 1);
      const span = mask === undefined ? { first: from, last } : { first: from, last, mask };
      const spans = found.get(node);
      if (spans === undefined) found.set(node, [span]);
      else spans.push(span);
      return;
    }
    const { level, weight } = bit;
    walk(bdd.written(node, new Map([[level, NONE]])), at + 1, from, most - weight);
    walk(bdd.written(node, new Map([[level, ALL]])), at + 1, from + weight, most);
  };
  walk(set, 0, 0, mask ?? 2 ** field.bits - 1);
  return [...found].map(([rest, spans]) => ({ codes: joinedSpans(spans), rest }));
}

const everything = (field: Field): CodeSpan => ({ first: 0, last: field.classes - 1 });

/** Whether the spans are every code of the field. */
export function isEverything(field: Field, codes: readonly CodeSpan[]): boolean {
  return codes.length === 1 && codes[0]?.first === 0 && codes[0].last === field.classes - 1;
}
