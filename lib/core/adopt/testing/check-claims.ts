import type { ChangeRow, MeaningDiff } from "@/lib/core/analysis/diff/change-row";
import { formatAddress } from "@/lib/core/net/address";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { type Entry, keepsMeaning, refKey } from "../account";
import { isFirstPacket } from "../first-packet";
import { hostAddresses } from "./host-facts";

/** A first packet by the host's one interface, to or from the host itself. */
function isClaimed({ sample }: ChangeRow): boolean {
  const { chain, destination } = sample;
  const toHost =
    chain !== "INPUT" || destination === null || hostAddresses.includes(formatAddress(destination));
  return (sample.in ?? sample.out) === "eth0" && chain !== "FORWARD" && toHost && isFirstPacket(sample);
}

/** Rows about packets with which a connection begins, as programs send them. */
export function firstPackets(diff: MeaningDiff): readonly ChangeRow[] {
  return diff.outcome === "different" ? diff.rows.filter((row) => row.ordinary && isClaimed(row)) : [];
}

/**
 * Rows of an exact comparison that the account does not admit: first packets of a connection that meet another verdict,
 * although the rule that decides them today is said to keep its meaning.
 */
export function unadmitted(account: readonly Entry[], diff: MeaningDiff): string[] {
  if (diff.outcome !== "different") return diff.outcome === "equal" ? [] : [diff.outcome];
  const entries = new Map(account.map((entry) => [refKey(entry), entry]));
  // What hangs on a condition is decided by a rule that the account calls opaque, or one with a rate.
  const rows = firstPackets(diff).filter((row) => !row.onlyBeyondRates && row.dependsOn.length === 0);
  return rows.flatMap(({ family, sample, rules, before, after }) => {
    const { chain, index } = rules.before ?? { chain: sample.chain, index: "policy" };
    const entry = entries.get(`${family} filter ${chain} ${index}`);
    if (entry === undefined || !keepsMeaning(entry)) return [];
    return [`${entry.text}: ${before} > ${after} for ${formatPacket(sample)}`];
  });
}
