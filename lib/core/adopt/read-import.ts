import { type PanelLockout, panelLockout } from "@/lib/core/analysis/panel-lockout";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { refKey } from "./account";
import type { KnownObjects, Live } from "./adopt";
import {
  type ImportChoice,
  type ImportPlan,
  liveOf,
  type PlanOptions,
  planImport,
  saysAnything,
  type Way,
} from "./plan";
import { type Stand, standsUnder } from "./stands";

/** The question about rules that are on a host, as data. */
export type ImportAsk = {
  readonly facts: HostFacts;
  readonly known: KnownObjects;
  readonly options: PlanOptions;
};

/** One way on with what an apply of it would do; where it does not compile, `rulesets` and `lockout` are null. */
export type WayRead = Way & {
  readonly problems: readonly Problem[];
  readonly rulesets: Readonly<Record<Family, Ruleset | null>> | null;
  /** Where each live rule would stand, by its key (`refKey`). */
  readonly stands: Readonly<Record<string, Stand>>;
  readonly lockout: PanelLockout | null;
};

export type ImportRead =
  | { readonly state: "unreadable"; readonly family: Family; readonly problem: Problem }
  | { readonly state: "nothing" }
  | ({ readonly state: "rules" } & Omit<ImportPlan, "ways"> & {
        readonly ways: Readonly<Record<ImportChoice, WayRead>>;
      });

function readWay(way: Way, { account }: ImportPlan, live: Live, facts: HostFacts): WayRead {
  const compiled = compile(way.policy, facts);
  if (!compiled.ok) {
    return { ...way, problems: compiled.problems, rulesets: null, stands: {}, lockout: null };
  }
  const rulesets = { 4: compiled.value.ruleset4, 6: compiled.value.ruleset6 };
  const tables = { 4: live.ruleset4, 6: live.ruleset6 };
  const standOf = standsUnder(live, compiled.value);
  return {
    ...way,
    problems: [],
    rulesets,
    stands: Object.fromEntries(account.map((entry) => [refKey(entry), standOf(entry)])),
    lockout: panelLockout(
      (family) => tables[family],
      (family) => rulesets[family],
      facts,
    ),
  };
}

/** Reads the rules that are on a host: the account of them, and the three ways on with what each would do. */
export function readImport({ facts, known, options }: ImportAsk): ImportRead {
  const read = liveOf(facts);
  if (!read.ok) return { state: "unreadable", family: read.family, problem: read.problem };
  if (!saysAnything(read.live)) return { state: "nothing" };
  const plan = planImport(read.live, facts, known, options);
  const { adopt, beside, afresh } = plan.ways;
  const way = (one: Way) => readWay(one, plan, read.live, facts);
  return {
    state: "rules",
    account: plan.account,
    forgotten: plan.forgotten,
    full: plan.full,
    ways: { adopt: way(adopt), beside: way(beside), afresh: way(afresh) },
  };
}
