import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { DraftObjects } from "../draft/draft-view";
import { attachOrigins } from "./attach-origins";
import type { Missing, RulesName } from "./explain-view";
import { parseOnce } from "./parse-once";

/** The last confirmed apply: its policy, and the text of our chains that was loaded. */
export type ConfirmedRules = {
  readonly id: string;
  readonly number: number;
  readonly policy: Policy;
  readonly rules4: string;
  readonly rules6: string | null;
};

/** All that an explanation is computed from. */
export type ExplainInput = {
  readonly facts: HostFacts | null;
  readonly confirmed: ConfirmedRules | null;
  readonly draft: Policy | null;
  readonly objects: DraftObjects;
};

/** Rules that can be asked, with the policy that its origins lead to; or why they cannot. */
export type FoundRules =
  | { readonly ruleset: Ruleset; readonly policy: Policy | null }
  | { readonly missing: Missing };

function missing(code: Missing["code"], problems: readonly Problem[] = []): FoundRules {
  return { missing: { code, problems } };
}

/** The compiled chains of one family; null where the policy does not compile, or the host lacks the family. */
function compiledOf(policy: Policy, facts: HostFacts, family: Family): Ruleset | null {
  const compiled = compile(policy, facts);
  if (!compiled.ok) return null;
  return family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6;
}

/** The host's tables as they were read; rules of ours get the origins that the last confirmed policy knows. */
function findLive({ facts, confirmed }: ExplainInput, family: Family, known: Ruleset | null): FoundRules {
  if (facts === null) return missing("not-inspected");
  const text = family === 4 ? facts.live.ipv4 : facts.live.ipv6;
  if (text === null) return missing("no-tables");
  const parsed = parseOnce(text, family);
  if (!parsed.ok) return missing("unreadable", parsed.problems);
  const ruleset = known === null ? parsed.value : attachOrigins(parsed.value, known);
  return { ruleset, policy: confirmed?.policy ?? null };
}

/** What the last confirmed apply loaded, in the live tables. */
function findConfirmed(
  { confirmed }: ExplainInput,
  family: Family,
  known: Ruleset | null,
  live: FoundRules,
): FoundRules {
  if (confirmed === null) return missing("no-confirmed");
  if ("missing" in live) return live;
  const text = family === 4 ? confirmed.rules4 : confirmed.rules6;
  if (text === null) return missing("no-tables");
  const parsed = parseOnce(text, family);
  if (!parsed.ok) return missing("unreadable", parsed.problems);
  const rules = known === null ? parsed.value : attachOrigins(parsed.value, known);
  return { ruleset: substitute(live.ruleset, rules), policy: confirmed.policy };
}

/** The draft, compiled, in the live tables. */
function findDraft({ facts, draft }: ExplainInput, family: Family, live: FoundRules): FoundRules {
  if (draft === null) return missing("no-draft");
  if ("missing" in live) return live;
  const compiled = compile(draft, facts);
  if (!compiled.ok) return missing("not-compiled", compiled.problems);
  const ruleset = family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6;
  return ruleset === null
    ? missing("no-tables")
    : { ruleset: substitute(live.ruleset, ruleset), policy: draft };
}

/** The three sets of rules of one family: on the host, as confirmed, and as the draft would make them. */
export function findRules(input: ExplainInput, family: Family): Readonly<Record<RulesName, FoundRules>> {
  const { facts, confirmed } = input;
  const known = facts && confirmed && compiledOf(confirmed.policy, facts, family);
  const live = findLive(input, family, known);
  return {
    live,
    confirmed: findConfirmed(input, family, known, live),
    draft: findDraft(input, family, live),
  };
}
