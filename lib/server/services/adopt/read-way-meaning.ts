import * as z from "zod";
import { importChoices } from "@/lib/core/adopt/plan";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { authorise, type Context } from "../context";
import { askMeaning } from "../meaning/ask-meaning";
import type { MeaningView } from "../meaning/meaning-view";
import { parseInput } from "../parse-input";
import { adoptionInputSchema } from "./adoption-input";
import { askImport, importSource } from "./ask-import";

const inputSchema = adoptionInputSchema.extend({ choice: z.enum(importChoices) });

/**
 * What an apply of one way on would change for packets, on the host as it was last inspected. Null where there is nothing
 * to compare: no facts, tables that cannot be read, a policy that does not compile. Throws `host-not-found`.
 */
export async function readWayMeaning(context: Context, input: unknown): Promise<MeaningView | null> {
  authorise(context, "adoption.read");
  const { hostId, choice, ...options } = parseInput(inputSchema, input);
  const source = await importSource(hostId);
  const { facts, known } = source;
  const read = await askImport(source, options);
  if (read.state === "no-answer") return { told: false, why: read.why };
  if (facts === null || read.state !== "rules") return null;
  const { policy, rulesets } = read.ways[choice];
  if (rulesets === null) return null;
  const side = (live: string | null, chains: Ruleset | null) =>
    live === null || chains === null ? null : { before: { live, chains: null }, after: { live, chains } };
  return askMeaning({
    sides: {
      4: side(facts.live.ipv4, rulesets[4]),
      6: side(facts.live.ipv6, rulesets[6]),
    },
    facts,
    policy,
    objects: [known],
  });
}
