import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { RuleCount } from "@/lib/core/live/live-frame";
import { ruleCounts } from "@/lib/core/live/rule-counts";
import { type Counted, countedBy } from "@/lib/core/tighten/counted";
import type { SeenDay } from "@/lib/core/tighten/seen-day";
import { lookedAt, type TightenRow, tighten } from "@/lib/core/tighten/tighten";
import type { Tx } from "@/lib/server/db/transaction";
import { findLook } from "../drift/read-drift";
import { loadExplainInput } from "../explain/load-explain-input";
import { findCounters } from "../live/counter-samples";
import { liveRules, rulesName } from "../live/rules-view";
import { findSeenDays } from "./seen-days";

/** What a host's looks tell of its rules, with what it rests on. */
export type Tightening = {
  readonly rows: readonly TightenRow[];
  /** Rules that were looked at. */
  readonly lookedAt: number;
  readonly days: readonly SeenDay[];
  readonly counted: Counted | null;
  /** The host was read since the rules were confirmed, and not only what it held right after. */
  readonly read: boolean;
  /** What the last look read of the host. */
  readonly facts: HostFacts;
};

/** Eight a day over the month that samples are kept: a rule's days are told to three hours. */
const spans = 31 * 8;

/** What lets in to a published port hands on: others may still refuse it, and a rule of ours that refuses never does so. */
const letsIn = (rule: RuleCount | undefined) =>
  rule?.text.endsWith("-j ACCEPT") || (rule?.chain === "SEKISHO-FWD" && rule.text.endsWith("-j RETURN"));

/** Reads the samples of a host and holds its confirmed policy against them, or says why there is nothing to hold. */
export async function loadTightening(tx: Tx, hostId: string): Promise<Tightening | "no-rules" | "no-look"> {
  const { input } = await loadExplainInput(tx, hostId);
  if (input.confirmed === null) return "no-rules";
  const look = await findLook(tx, hostId);
  if (look === null) return "no-look";
  const { facts, subject } = look;
  const rules = [...ruleCounts(facts.live.ipv4 ?? "", 4), ...ruleCounts(facts.live.ipv6 ?? "", 6)];
  const places = new Map<string, number[]>();
  for (const [index, { rule }] of liveRules(rules, { ...input, facts }).entries()) {
    const id = rule.origin?.rule?.id;
    if (id === undefined || !letsIn(rules[index])) continue;
    places.set(id, [...(places.get(id) ?? []), index]);
  }
  const samples = await findCounters(tx, subject.apply.id, hostId, spans);
  const counted = countedBy(samples, rulesName(rules), places);
  const days = await findSeenDays(tx, hostId);
  return {
    rows: tighten(input.confirmed.policy, facts, days, { counted, networks: input.objects.networks }),
    lookedAt: lookedAt(input.confirmed.policy, facts).length,
    days,
    counted,
    read: samples.length > 0,
    facts,
  };
}
