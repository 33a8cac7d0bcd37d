import * as z from "zod";
import { importChoices, liveOf, planImport } from "@/lib/core/adopt/plan";
import { compile } from "@/lib/core/compile/compile";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { askMeaning } from "../meaning/ask-meaning";
import type { MeaningView } from "../meaning/meaning-view";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { adoptionInputSchema } from "./adoption-input";

const inputSchema = adoptionInputSchema.extend({ choice: z.enum(importChoices) });

/**
 * What an apply of one way on would change for packets, on the host as it was last inspected. Null where there is nothing
 * to compare: no facts, tables that cannot be read, a policy that does not compile. Throws `host-not-found`.
 */
export async function readWayMeaning(context: Context, input: unknown): Promise<MeaningView | null> {
  authorise(context, "adoption.read");
  const { hostId, choice, ...options } = parseInput(inputSchema, input);
  const { facts, known } = await transaction(async (tx) => ({
    facts: readFacts((await findHost(tx, hostId)).facts),
    known: await readObjects(tx),
  }));
  const read = facts === null ? null : liveOf(facts);
  if (facts === null || read === null || !read.ok) return null;
  const { policy } = planImport(read.live, facts, known, options).ways[choice];
  const compiled = compile(policy, facts);
  if (!compiled.ok) return null;
  const side = (live: string | null, chains: Ruleset | null) =>
    live === null || chains === null ? null : { before: { live, chains: null }, after: { live, chains } };
  return askMeaning({
    sides: {
      4: side(facts.live.ipv4, compiled.value.ruleset4),
      6: side(facts.live.ipv6, compiled.value.ruleset6),
    },
    facts,
    policy,
    objects: [known],
  });
}
