import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { type Family, families } from "@/lib/core/net/family";
import { type Policy, type PolicyBody, policyBodySchema, type RoleName } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Entry } from "./account";
import { type AdoptOptions, adopt, type Full, type KnownObjects, type Live } from "./adopt";
import { afreshBody, afreshPolicy, besidePolicy } from "./choices";

/** What an operator can do with rules that are already on a host. */
export const importChoices = ["adopt", "beside", "afresh"] as const;
export type ImportChoice = (typeof importChoices)[number];

/** One way on: the draft that would be written. */
export type Way = {
  /** For `afresh` with sources that are still to be picked. */
  readonly body: PolicyBody;
  /** The whole policy that can be compiled. */
  readonly policy: Policy;
  /** Objects that it needs and that do not exist yet. */
  readonly made: KnownObjects;
};

/** Everything that the page about a host's live rules tells. */
export type ImportPlan = {
  readonly account: readonly Entry[];
  readonly forgotten: boolean;
  /** Of the way `adopt`. */
  readonly full: Full | null;
  readonly ways: Readonly<Record<ImportChoice, Way>>;
};

export type PlanOptions = AdoptOptions & { readonly role: RoleName };

const none: KnownObjects = { networks: [], services: [] };

/** The live tables that the facts hold, or why one of them cannot be read. */
export function liveOf(
  facts: HostFacts,
):
  | { readonly ok: true; readonly live: Live }
  | { readonly ok: false; readonly family: Family; readonly problem: Problem } {
  const read: Record<Family, Ruleset | null> = { 4: null, 6: null };
  for (const family of families) {
    const text = family === 4 ? facts.live.ipv4 : facts.live.ipv6;
    if (text === null || (family === 6 && facts.iptables6 === "absent")) continue;
    const parsed = parseLive(text, family);
    if (!parsed.ok) {
      const problem = parsed.problems.find(({ severity }) => severity === "error");
      if (problem !== undefined) return { ok: false, family, problem };
    } else read[family] = parsed.value;
  }
  return { ok: true, live: { ruleset4: read[4], ruleset6: read[6] } };
}

/** Whether the tables say anything at all: a rule, or a chain policy that refuses. */
export function saysAnything({ ruleset4, ruleset6 }: Live): boolean {
  return [ruleset4, ruleset6].some((ruleset) =>
    ruleset?.tables.some(({ chains }) =>
      chains.some(({ rules, policy }) => rules.length > 0 || policy === "DROP"),
    ),
  );
}

/** A policy without the objects that it names. */
function bodyOf({ schema: _schema, networks: _networks, services: _services, ...body }: Policy): PolicyBody {
  return policyBodySchema.parse(body);
}

/** Computes the account of the live rules and the three ways on. */
export function planImport(
  live: Live,
  facts: HostFacts,
  known: KnownObjects,
  options: PlanOptions,
): ImportPlan {
  const way = ({ policy, made }: Omit<Way, "body">): Way => ({ body: bodyOf(policy), policy, made });
  const { account, forgotten, full, ...adopted } = adopt(live, facts, known, options);
  const { role } = options;
  return {
    account,
    forgotten,
    full,
    ways: {
      adopt: way(adopted),
      beside: way(besidePolicy(facts, known)),
      afresh: { body: afreshBody(role), policy: afreshPolicy(role, known), made: none },
    },
  };
}
