import { BadInput } from "./command";
import { type Arguments, single } from "./read-arguments";

/** The value of an option that is a count, 1 at least; null when it is not given. */
export function readCount(args: Arguments, name: string): number | null {
  const text = single(args, name);
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new BadInput(`${name} takes a number from 1 on`);
}
