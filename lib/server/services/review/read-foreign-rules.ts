import * as z from "zod";
import { compile } from "@/lib/core/compile/compile";
import { families } from "@/lib/core/net/family";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { foreignRules } from "./build-review";
import { loadReviewInput } from "./load-review-input";

const inputSchema = z.strictObject({ hostId: z.string() });

/**
 * Rules of others that an apply of the draft would leave unasked, as text, on the host as it was last inspected: all of
 * them, family by family, each led by a comment line. Empty where there are none, or where the draft has errors. Throws
 * `host-not-found`, `no-draft`.
 */
export async function readForeignRules(context: Context, input: unknown): Promise<string> {
  authorise(context, "review.read");
  const { hostId } = parseInput(inputSchema, input);
  const { policy, facts } = (await transaction((tx) => loadReviewInput(tx, hostId))).input;
  const compiled = compile(policy, facts);
  const rules = compiled.ok ? foreignRules(facts, compiled.value) : [];
  return families
    .map((family) => rules.filter((rule) => rule.family === family).map(({ text }) => `${text}\n`))
    .map((lines, at) => (lines.length === 0 ? "" : `# IPv${families[at]}\n${lines.join("")}`))
    .join("");
}
