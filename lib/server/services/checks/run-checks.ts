import { randomUUID } from "node:crypto";
import { type Check, vantagePoints } from "@/lib/core/checks/check";
import { incomingChecks, outgoingChecks } from "@/lib/core/checks/derive-checks";
import { gravestJudgement } from "@/lib/core/checks/judge-check";
import { type Grounds, judgeTries, publicAddresses, worthTrying } from "@/lib/core/checks/judge-tries";
import { spareKnocks } from "@/lib/core/checks/spare-knocks";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { hostIdSchema } from "../host/host-input";
import { type HostTry, hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import type { CheckResult, HearProgress } from "./checks-view";
import { countsOf } from "./counts-of";
import { knock, merged } from "./knock";
import { type Confirmed, findConfirmedGrounds, intendedTables, liveTables } from "./load-grounds";
import { type Own, ownChecks } from "./own-checks";
import { ownChecksSchema } from "./stored";
import { findNeighbours, type Neighbour, tryFromNeighbour } from "./try-neighbours";

const itself = { kind: "host" } as const;

/** What starts on the host; without confirmed rules only what the operator added. */
function fromHost(confirmed: Confirmed | null, own: Own, facts: HostFacts): readonly Check[] {
  const role =
    confirmed === null
      ? []
      : worthTrying(outgoingChecks(confirmed.policy), { facts, intended: intendedTables(confirmed, facts) });
  return merged(role, ownChecks(own, "host"));
}

function tryOf({ kind, target, port }: Check): HostTry {
  if (target === null) throw new RangeError("a check that starts on the host has a target");
  return { kind, target, port };
}

async function load(hostId: string) {
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    await findPending(tx, hostId, "refuse");
    return {
      own: ownChecksSchema.parse(host.ownChecks) ?? [],
      confirmed: await findConfirmedGrounds(tx, hostId),
      // Nobody outside can name the addresses of a practice VPS.
      neighbours: host.kind === "practice" ? [] : await findNeighbours(tx, hostId),
      vantage:
        host.kind === "practice" ? vantagePoints.map((name) => ({ kind: "vantage", name }) as const) : [],
    };
  });
}

/** Tries everything, and holds what was seen against the rules. */
async function tryAll(
  hostId: string,
  confirmed: Confirmed | null,
  own: Own,
  neighbours: readonly Neighbour[],
  hear: HearProgress,
): Promise<readonly CheckResult[]> {
  const gateway = hostGateway();
  let out: readonly Check[] = [];
  const host = await gateway.tryFromHost(hostId, (facts) => {
    out = fromHost(confirmed, own, facts);
    hear({ kind: "begun", from: itself, checks: out.length });
    return out.map(tryOf);
  });
  hear({ kind: "ended", from: itself });
  const { facts } = host;
  const grounds: Grounds = { facts, intended: intendedTables(confirmed, facts), live: liveTables(facts) };
  const role = incomingChecks(confirmed?.policy ?? null, facts, { kind: "panel" });
  const incoming = merged(role, ownChecks(own, "panel"));
  const addresses = publicAddresses(facts);
  const spare = spareKnocks(confirmed?.policy ?? null, facts, grounds.intended);
  const asked = addresses.length === 0 ? [] : neighbours;
  for (const from of neighbours.slice(asked.length)) hear({ kind: "ended", from });
  const [places, ...others] = await Promise.all([
    knock(hostId, incoming, facts, spare, hear),
    ...asked.map((from) => tryFromNeighbour(from, role, addresses, spare, hear)),
  ]);
  const here = { checks: out, seen: host.seen, sources: { 4: null, 6: null } };
  return [...places, ...others, here].flatMap(({ checks, seen, sources }) =>
    checks.map((check, at): CheckResult => {
      const tries = judgeTries(check, seen[at] ?? [], grounds, sources);
      return { check, tries, judgement: gravestJudgement(tries.map(({ judgement }) => judgement)) };
    }),
  );
}

/**
 * Runs the checks of a host now, from the panel, the places of the practice internet, other hosts and the host itself, and
 * puts on record what was expected and what was seen. Changes no rule. `hear` is told how far it is; a place that is not
 * among the `places` plays no part. Throws `host-not-found`, `apply-pending`, `apply-unknown`, and what the gateway throws.
 */
export async function runChecks(
  context: Context,
  input: unknown,
  hear: HearProgress = () => {},
): Promise<{ readonly runId: string }> {
  authorise(context, "checks.run");
  const { hostId } = parseInput(hostIdSchema, input);
  const { own, confirmed, neighbours, vantage } = await load(hostId);
  hear({ kind: "places", places: [itself, { kind: "panel" }, ...vantage, ...neighbours] });
  const results = await tryAll(hostId, confirmed, own, neighbours, hear);
  const runId = randomUUID();
  await transaction(async (tx) => {
    await findHost(tx, hostId);
    const { name } = context.actor;
    const applyId = confirmed?.applyId ?? null;
    await tx.checkRun.create({
      data: { id: runId, hostId, createdBy: name, applyId, results: [...results] },
      select: { id: true },
    });
    const detail = { run: runId, ...countsOf(results) };
    await audit(tx, context.actor, "checks.run", { kind: "host", id: hostId }, detail);
  });
  return { runId };
}
