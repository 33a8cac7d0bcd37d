import type { FurtherTold } from "./meaning";

/** A range of numbers in the words of the rules: `22`, `80-90`, and `0x1/0x1` where bits of a mark alone count. */
export function furtherRange({ first, last, mask }: FurtherTold["ranges"][number]): string {
  const number = (value: number) => (mask === undefined ? String(value) : `0x${value.toString(16)}`);
  const range = first === last ? number(first) : `${number(first)}-${number(last)}`;
  return mask === undefined ? range : `${range}/${number(mask)}`;
}
