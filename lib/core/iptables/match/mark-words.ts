import { hex } from "../words";

/** Every bit of a mark. */
export const wholeMark = 0xffffffff;

/** `0x1` or `0x1/0xff`, as a match prints a mark: the mask only where it leaves bits out. */
export function markText(value: number, mask: number): string {
  return mask === wholeMark ? hex(value) : `${hex(value)}/${hex(mask)}`;
}
