import type { HostFacts } from "@/lib/core/facts/host-facts";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { readObjects } from "../object/read-objects";
import type { Review } from "../review/review-view";
import { askMeaning } from "./ask-meaning";
import type { MeaningView } from "./meaning-view";

/** What a review is made of: the same facts and the same compiled rules, so that both speak of one thing. */
type Reviewed = Pick<Review, "policy" | "rulesets" | "facts">;

const liveOf = (facts: HostFacts | null, family: "ipv4" | "ipv6") => facts?.live[family] ?? null;

/**
 * What an apply of the draft that was reviewed changes for packets: the host's live tables against the same tables with
 * our compiled chains put in. Null where the draft compiles to nothing.
 */
export async function readDraftMeaning(
  context: Context,
  { policy, rulesets, facts }: Reviewed,
): Promise<MeaningView | null> {
  authorise(context, "review.read");
  if (rulesets === null) return null;
  const side = (live: string | null, chains: Exclude<typeof rulesets.ruleset6, undefined>) =>
    chains && { before: { live, chains: null }, after: { live, chains } };
  return askMeaning({
    sides: {
      4: side(liveOf(facts, "ipv4"), rulesets.ruleset4),
      6: side(liveOf(facts, "ipv6"), rulesets.ruleset6),
    },
    facts,
    policy,
    objects: [await transaction(readObjects)],
  });
}
