import { lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { type BoxRule, boxKey, type Services } from "./box";

/** All addresses of one family, where a rule is for everybody in that family alone. */
function everyAddress(family: Family) {
  return { family, first: 0n, last: lastAddressValue(family) };
}

/** What two rules of different families must share to be one policy rule. */
function shared(rule: BoxRule): string {
  const { far, verdict, limit, log } = rule;
  return JSON.stringify([boxKey({ ...rule, far: null }), far === null, verdict, limit, log]);
}

/** Beyond so many comparisons the first pairs are taken that fit; the order stays right, more rules stand alone. */
const mostCompared = 1_000_000;

/** Pairs that stand in the same order on both sides, found by going on from the last pair. */
function firstPairs(four: readonly string[], six: readonly string[]): (readonly [number, number])[] {
  const places = new Map<string, number[]>();
  for (const [j, key] of six.entries()) {
    const list = places.get(key);
    if (list === undefined) places.set(key, [j]);
    else list.push(j);
  }
  let from = 0;
  return four.flatMap((key, i) => {
    const list = places.get(key) ?? [];
    while (list[0] !== undefined && list[0] < from) list.shift();
    const [j] = list;
    if (j === undefined) return [];
    from = j + 1;
    return [[i, j] as const];
  });
}

/** The longest list of pairs that stand in the same order on both sides. */
function longestPairs(
  four: readonly string[],
  six: readonly string[],
): readonly (readonly [number, number])[] {
  const width = six.length + 1;
  const best = new Uint32Array((four.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  for (let i = four.length - 1; i >= 0; i--) {
    for (let j = six.length - 1; j >= 0; j--) {
      best[i * width + j] = four[i] === six[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < four.length && j < six.length; ) {
    if (four[i] === six[j]) found.push([i++, j++] as const);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}

function pairs(four: readonly string[], six: readonly string[]): readonly (readonly [number, number])[] {
  return four.length * six.length > mostCompared ? firstPairs(four, six) : longestPairs(four, six);
}

function together(four: BoxRule, six: BoxRule): BoxRule {
  return {
    ...four,
    far: four.far === null || six.far === null ? null : [...four.far, ...six.far],
    comment: four.comment || six.comment,
    parts: [...four.parts, ...six.parts],
  };
}

function alone(rule: BoxRule, family: Family): BoxRule {
  return rule.far === null && rule.own === null ? { ...rule, far: [everyAddress(family)] } : rule;
}

/**
 * One list out of the rules of both families: what both say stands once, and each family's own order is kept. Rules of
 * different families never meet the same packet, so their order among each other says nothing. `null`: the host does not
 * have the family, so that "everybody" needs no limit to the other.
 */
export function align(four: readonly BoxRule[] | null, six: readonly BoxRule[] | null): BoxRule[] {
  if (four === null || six === null) return [...(four ?? six ?? [])];
  const list: BoxRule[] = [];
  let fourAt = 0;
  let sixAt = 0;
  const upTo = (i: number, j: number) => {
    list.push(...four.slice(fourAt, i).map((rule) => alone(rule, 4)));
    list.push(...six.slice(sixAt, j).map((rule) => alone(rule, 6)));
    fourAt = i + 1;
    sixAt = j + 1;
  };
  for (const [i, j] of pairs(four.map(shared), six.map(shared))) {
    upTo(i, j);
    const [a, b] = [four[i], six[j]];
    if (a !== undefined && b !== undefined) list.push(together(a, b));
  }
  upTo(four.length, six.length);
  return list;
}

function joinServices(a: Services, b: Services): Services {
  const add = (before: readonly PortRange[], more: readonly PortRange[]) => [
    ...before,
    ...more.filter((one) => !before.some((two) => two.first === one.first && two.last === one.last)),
  ];
  return { tcp: add(a.tcp, b.tcp), udp: add(a.udp, b.udp), ping: a.ping || b.ping };
}

/** Entries that one network object holds. */
const mostEntries = 20_000;

/** Two neighbours as one rule, where they differ in the far end alone or in the services alone; else null. */
function merged(a: BoxRule, b: BoxRule): BoxRule | null {
  if (a.verdict !== b.verdict || a.limit !== null || b.limit !== null || a.log !== b.log) return null;
  if (a.comment !== b.comment) return null;
  const both = {
    parts: [...a.parts, ...b.parts],
  };
  const sameServices = boxKey({ ...a, far: null }) === boxKey({ ...b, far: null });
  if (sameServices && a.far !== null && b.far !== null && a.far.length + b.far.length <= mostEntries)
    return { ...a, ...both, far: [...a.far, ...b.far] };
  const sameFar = boxKey({ ...a, services: "all" }) === boxKey({ ...b, services: "all" });
  if (sameFar && a.services !== "all" && b.services !== "all") {
    return { ...a, ...both, services: joinServices(a.services, b.services) };
  }
  return null;
}

/** Joins neighbours: `80 for anyone`, `443 for anyone` become one rule with two services. */
export function mergeNeighbours(rules: readonly BoxRule[]): BoxRule[] {
  const list: BoxRule[] = [];
  for (const rule of rules) {
    const before = list.at(-1);
    const one = before === undefined ? null : merged(before, rule);
    if (one === null) list.push(rule);
    else list[list.length - 1] = one;
  }
  return list;
}
