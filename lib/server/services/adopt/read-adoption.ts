import { refKey } from "@/lib/core/adopt/account";
import type { Live } from "@/lib/core/adopt/adopt";
import { type ImportPlan, liveOf, planImport, saysAnything, type Way } from "@/lib/core/adopt/plan";
import { standsUnder } from "@/lib/core/adopt/stands";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { findConfirmed } from "../host/to-host-row";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { reviewLockout } from "../review/lockout";
import { adoptionInputSchema } from "./adoption-input";
import type { AdoptionView, WayView } from "./adoption-view";
import { hashWay } from "./hash-way";

function viewOf(way: Way, plan: ImportPlan, live: Live, facts: HostFacts): WayView {
  const { policy, made } = way;
  const view = {
    hash: hashWay(plan, way),
    policy,
    makes: {
      networks: made.networks.map(({ name }) => name),
      services: made.services.map(({ name }) => name),
    },
  };
  const compiled = compile(policy, facts);
  if (!compiled.ok) return { ...view, problems: compiled.problems, stands: {}, lockout: null };
  const standOf = standsUnder(live, compiled.value);
  return {
    ...view,
    problems: [],
    stands: Object.fromEntries(plan.account.map((entry) => [refKey(entry), standOf(entry)])),
    lockout: reviewLockout(compiled.value, facts),
  };
}

/**
 * The rules that are on a host already, from its last inspection: what each would become, and what each way on would do
 * to them. Touches nothing. Throws `host-not-found`.
 */
export async function readAdoption(context: Context, input: unknown): Promise<AdoptionView> {
  authorise(context, "adoption.read");
  const { hostId, ...options } = parseInput(adoptionInputSchema, input);
  const { facts, known, ...view } = await transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    return {
      hostId,
      hostName: host.name,
      hasDraft: (await tx.draft.findUnique({ where: { hostId } })) !== null,
      confirmed: (await findConfirmed(tx, hostId)) !== null,
      readAt: host.inspectedAt?.toISOString() ?? null,
      facts: readFacts(host.facts),
      known: await readObjects(tx),
    };
  });
  if (facts === null) return { ...view, found: { state: "not-inspected" } };
  const read = liveOf(facts);
  if (!read.ok) {
    return { ...view, found: { state: "unreadable", family: read.family, problem: read.problem } };
  }
  if (!saysAnything(read.live)) return { ...view, found: { state: "nothing" } };
  const plan = planImport(read.live, facts, known, options);
  const { adopt, beside, afresh } = plan.ways;
  const show = (way: Way) => viewOf(way, plan, read.live, facts);
  return {
    ...view,
    found: {
      state: "rules",
      account: plan.account,
      forgotten: plan.forgotten,
      ...options,
      ways: { adopt: show(adopt), beside: show(beside), afresh: show(afresh) },
    },
  };
}
