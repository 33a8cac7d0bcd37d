import { createHash } from "node:crypto";
import { compile } from "@/lib/core/compile/compile";
import type { RuleCount } from "@/lib/core/live/live-frame";
import { type Family, families } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { attachOrigins } from "../explain/attach-origins";
import type { ExplainInput } from "../explain/find-rules";
import { parseOnce } from "../explain/parse-once";
import { ruleIds, tableRules } from "../explain/rule-view";
import type { LiveRuleView } from "./live-view";

/** One name for a set of rules, whatever they have counted. */
export function rulesName(rules: readonly RuleCount[]): string {
  const text = rules.map((rule) => `${rule.family} ${rule.table} ${rule.text}`).join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Our chains as one save text of a family. */
function saveText(rules: readonly RuleCount[]): string {
  return [...new Set(rules.map(({ table }) => table))]
    .map((table) => {
      const own = rules.filter((rule) => rule.table === table);
      const chains = [...new Set(own.map(({ chain }) => `:${chain} - [0:0]`))];
      return [`*${table}`, ...chains, ...own.map(({ text }) => text), "COMMIT", ""].join("\n");
    })
    .join("");
}

/** What the last confirmed policy compiles to on this host; null: not known. */
function compiledOf({ facts, confirmed }: ExplainInput, family: Family): Ruleset | null {
  if (facts === null || confirmed === null) return null;
  const compiled = compile(confirmed.policy, facts);
  if (!compiled.ok) return null;
  return family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6;
}

/** Tells the rules of our chains as the other pages do, each with the line of the policy that it comes from. */
export function liveRules(rules: readonly RuleCount[], input: ExplainInput): readonly LiveRuleView[] {
  const policy = input.confirmed?.policy ?? null;
  const inDraft = ruleIds(input.draft);
  return families.flatMap((family) => {
    const own = rules.filter((rule) => rule.family === family);
    const parsed = parseOnce(saveText(own), family);
    const known = compiledOf(input, family);
    const ruleset = !parsed.ok
      ? { family, tables: [] }
      : known === null
        ? parsed.value
        : attachOrigins(parsed.value, known);
    const places = new Map<string, number>();
    return own.map(({ table, chain, text }) => {
      const index = places.get(`${table} ${chain}`) ?? 0;
      places.set(`${table} ${chain}`, index + 1);
      return {
        family,
        rule: tableRules(ruleset, table, policy, inDraft).view({ table, chain, index, line: null, text }),
      };
    });
  });
}
