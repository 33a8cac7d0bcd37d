import type { Fate } from "../verdict";

/**
 * Whether two answers to one question can both be right where neither is sure: each holds every end that there can be,
 * and maybe more.
 */
export function agree(one: readonly Fate[], other: readonly Fate[]): boolean {
  const [first, ...more] = one;
  const [second, ...others] = other;
  if (first !== undefined && more.length === 0) return other.includes(first);
  if (second !== undefined && others.length === 0) return one.includes(second);
  return one.some((end) => other.includes(end));
}
