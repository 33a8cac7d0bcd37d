import type { Bdd, Node } from "../bdd/bdd";

/**
 * What was written into a packet on its way, by variable (a mark that was set, a destination that was translated): a
 * constant, or a set that says the value from the packet as it came in. Equal ones have equal keys.
 */
export type Rewrite = { readonly key: string; readonly values: ReadonlyMap<number, Node> };

/** Nothing was written. */
export const unwritten: Rewrite = { key: "", values: new Map() };

/** Variables written, by level. */
export function rewriteOf(written: ReadonlyMap<number, Node>): Rewrite {
  const values = new Map([...written].sort(([a], [b]) => a - b));
  return { key: [...values].map(([level, value]) => `${level}=${value}`).join(" "), values };
}

/** The later writing on top of the earlier one; what the later says of packets is said as they were before both. */
export function joined(bdd: Bdd, before: Rewrite, later: Rewrite): Rewrite {
  if (later.values.size === 0) return before;
  const values = [...later.values].map(
    ([level, value]) => [level, bdd.written(value, before.values)] as const,
  );
  return rewriteOf(new Map([...before.values, ...values]));
}
