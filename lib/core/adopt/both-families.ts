import { lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { Note, Place } from "./account";
import { align } from "./align";
import type { BoxRule } from "./box";
import type { HookReading } from "./read-hook";
import type { Tally } from "./tally";

/** Both families of one built-in chain; null: the host does not have the family, or its tables are not known. */
export type Pair = { readonly 4: HookReading | null; readonly 6: HookReading | null };

/** Everything for everybody, as the last rule of a chain that refuses nothing else; of one family, or of both. */
export function rest(families: readonly Family[], pair: Pair): BoxRule | null {
  if (families.length === 0) return null;
  const both = families.length === 2 || pair[4] === null || pair[6] === null;
  const ends = families.flatMap((family) => pair[family]?.end ?? []);
  return {
    far: both ? null : families.map((family) => ({ family, first: 0n, last: lastAddressValue(family) })),
    own: null,
    services: "all",
    unprivileged: false,
    user: null,
    verdict: "accept",
    log: false,
    limit: null,
    comment: "",
    parts: ends.map(({ ref, by, notes }) => ({ ref, by, notes })),
  };
}

/** The families whose chain accepts what no rule speaks of. */
export function openFamilies(pair: Pair): Family[] {
  return ([4, 6] as const).filter((family) => pair[family]?.end.verdict === "accept");
}

/** Whether the chain of each family lets pass and logs what it would refuse; a policy has one word for both. */
export function observesOnly(pair: Pair): boolean {
  const known = [pair[4], pair[6]].filter((reading) => reading !== null);
  return known.length > 0 && known.every(({ observes }) => observes !== null);
}

/** What the ends of the chains become where no rule of the policy says it; of `handsOn` they stay what they are. */
export function tellEnds(
  pair: Pair,
  { open, closed, handsOn }: { open: readonly Family[]; closed: ReadonlySet<Family>; handsOn: boolean },
  tally: Tally,
): void {
  for (const family of [4, 6] as const) {
    const { end, observes = null } = pair[family] ?? {};
    if (end === undefined || open.includes(family)) continue;
    const lost = observes !== null && !handsOn && !observesOnly(pair);
    const notes: readonly Note[] = [
      ...end.notes,
      ...(closed.has(family) || lost ? (["closed"] as const) : []),
      ...(end.verdict === "reject" && observes === null && !handsOn ? (["silent"] as const) : []),
    ];
    const name = handsOn ? "hand-on" : observesOnly(pair) ? "observe" : "rest";
    tally.addWith(end.ref, end.by, { kind: "fits", into: [{ kind: "setting", name }], notes });
  }
}

export function tellRule({ parts }: BoxRule, place: Place, tally: Tally): void {
  for (const { ref, by, notes } of parts) tally.addWith(ref, by, { kind: "fits", into: [place], notes });
}

/** Rules of the family that was forgotten: what IPv4 says to everybody is meant for IPv6 as well. */
function mirrored(rules: readonly BoxRule[]): BoxRule[] {
  return rules.filter(({ far, own }) => far === null && own === null).map((rule) => ({ ...rule, parts: [] }));
}

/** The rules of both families in one order, where `closed` are families whose chain stood open by oversight. */
export function joinFamilies(pair: Pair, closed: ReadonlySet<Family>): BoxRule[] {
  const rules = { 4: pair[4]?.rules ?? null, 6: pair[6]?.rules ?? null };
  if (closed.has(6) && rules[4] !== null) rules[6] = mirrored(rules[4]);
  return align(rules[4], rules[6]);
}

/** How many rules there may be, and whether what they do not decide goes on to the live rules. */
export type Room = { readonly most: number; readonly handsOn: boolean };

/** Live rules that stay beside the policy because it is full. */
export function tellBeyond(rules: readonly BoxRule[], tally: Tally): void {
  for (const { parts } of rules) {
    for (const { ref, by } of parts)
      tally.addWith(ref, by, { kind: "opaque", because: "too-many", detail: "" });
  }
}
