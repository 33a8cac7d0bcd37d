import { changedChains } from "@/lib/core/drift/changed-chains";
import type { Compared } from "@/lib/core/drift/finding";
import { withoutChains } from "@/lib/core/drift/live-chains";
import { lostEffects } from "@/lib/core/drift/lost-effects";
import { type OwnStand, ownStand } from "@/lib/core/drift/own-stand";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Family, families } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { LiveText } from "../apply/apply-view";
import { askMeaning, type FamilySides, type MeaningOf } from "../meaning/ask-meaning";
import type { SentChains } from "../meaning/load-applied";
import type { Objects } from "../meaning/meaning-names";
import type { MeaningView, ProtectionView } from "../meaning/meaning-view";
import type { DriftPart } from "./drift-view";

/** What live rules are compared with. */
export type Measure = SentChains & {
  readonly policy: Policy;
  /** What the host held when others' rules were last taken as they are. */
  readonly baseline: LiveText;
  readonly ignored: ReadonlySet<string>;
};

export const textOf = (live: LiveText, family: Family) => (family === 4 ? live.ipv4 : live.ipv6);
const sentOf = ({ rules4, rules6 }: SentChains, family: Family) => (family === 4 ? rules4 : rules6);

/** The host had no IPv6 when the rules were confirmed, and has it now: nothing of ours is there. */
export function ipv6Appeared({ rules6 }: SentChains, facts: HostFacts): boolean {
  return rules6 === null && facts.iptables6 !== "absent" && facts.live.ipv6 !== null;
}

/** How our own chains stand in each family that was sent, by the text alone. */
export function ownStands(measure: Measure, live: LiveText): OwnStand[] {
  return families.flatMap((family) => {
    const [text, sent] = [textOf(live, family), sentOf(measure, family)];
    return text === null || sent === null ? [] : [ownStand(text, sent)];
  });
}

/** Rules of ours that decide nothing and are gone: what they logged or remembered, in either family. */
export function lostOf(measure: Measure, live: LiveText): readonly string[] {
  return families.flatMap((family) => {
    const [text, sent] = [textOf(live, family), sentOf(measure, family)];
    return text === null || sent === null ? [] : lostEffects(text, sent, family);
  });
}

/** The chains of others that changed since the baseline and are looked at. */
export function changedOthers({ baseline, ignored }: Measure, live: LiveText) {
  return families.flatMap((family) => {
    const [was, is] = [textOf(baseline, family), textOf(live, family)];
    if (was === null || is === null) return [];
    return changedChains(withoutChains(was, ignored), withoutChains(is, ignored), family);
  });
}

/**
 * The two sides of a comparison. Own: the live tables with our chains as they were sent, against the tables as they are.
 * Others: the tables of the baseline against those of now, our chains as they were sent in both, and the ignored chains in
 * neither.
 */
function sidesOf(part: DriftPart, measure: Measure, live: LiveText): MeaningOf["sides"] {
  const side = (family: Family): FamilySides => {
    const sent = sentOf(measure, family);
    if (sent === null) return null;
    const now = textOf(live, family);
    if (part === "own") return { before: { live: now, chains: sent }, after: { live: now, chains: null } };
    const tables = (text: string | null) => ({
      live: text === null ? null : withoutChains(text, measure.ignored),
      chains: sent,
    });
    return { before: tables(textOf(measure.baseline, family)), after: tables(now) };
  };
  return { 4: side(4), 6: side(6) };
}

/** What changed for packets, in our own chains or by the rules of others. */
export function driftMeaning(
  part: DriftPart,
  measure: Measure,
  facts: HostFacts,
  objects: readonly Objects[],
): Promise<MeaningView> {
  return askMeaning({
    sides: sidesOf(part, measure, facts.live),
    facts,
    policy: measure.policy,
    objects,
  });
}

/** It is on one side alone, or holds to something else there: also where it has nobody to hold. */
const isChanged = ({ before, after }: ProtectionView) => JSON.stringify(before) !== JSON.stringify(after);

/** Rows that speak of packets which the host does not pass on are no change of what packets meet. */
function comparedBy(meaning: MeaningView, idleCounts: boolean): Compared {
  if (!meaning.told) return "cannot-tell";
  const { outcomes, rows, others, more, protections } = meaning;
  const all = families.map((family) => outcomes[family]);
  const told = [{ rows, others, more }, ...protections];
  const met = told.flatMap((one) => [...one.rows, ...one.others]).filter(({ idle }) => idleCounts || !idle);
  const changed = met.length > 0 || told.some((one) => one.more > 0) || protections.some(isChanged);
  if (all.includes("different") && changed) return "different";
  return all.some((one) => one === "too-complex" || one === "unreadable") ? "cannot-tell" : "equal";
}

/** Compares live rules with what was confirmed, in meaning; the same text is not asked for. */
export async function compareLive(
  measure: Measure,
  facts: HostFacts,
): Promise<{ own: Compared; others: Compared }> {
  const unread = families.some(
    (family) => sentOf(measure, family) !== null && textOf(facts.live, family) === null,
  );
  const compare = async (part: DriftPart): Promise<Compared> =>
    comparedBy(await driftMeaning(part, measure, facts, []), part === "own");
  const own = async (): Promise<Compared> => {
    if (ipv6Appeared(measure, facts)) return "different";
    const same = !unread && ownStands(measure, facts.live).every((stand) => stand === "as-sent");
    if (same) return "equal";
    const meant = await compare("own");
    return meant === "equal" && lostOf(measure, facts.live).length > 0 ? "different" : meant;
  };
  const others = async (): Promise<Compared> => {
    const same = !unread && changedOthers(measure, facts.live).length === 0;
    return same ? "equal" : compare("others");
  };
  return { own: await own(), others: await others() };
}
