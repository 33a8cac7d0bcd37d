import * as z from "zod";
import type { SocketsAnswer } from "@/lib/core/exposure/exposure-rows";
import { socketsOf } from "@/lib/core/exposure/socket";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Family, families } from "@/lib/core/net/family";
import { analyse } from "@/lib/server/analysis/analyse";
import { transaction } from "@/lib/server/db/transaction";
import { liveTables } from "../assertion/host-tables";
import { authorise, type Context } from "../context";
import type { ExplainInput } from "../explain/find-rules";
import { loadExplainInput } from "../explain/load-explain-input";
import { some } from "../meaning/meaning-names";
import { parseInput } from "../parse-input";
import type { ExposureView, FamilyStanding } from "./exposure-view";
import { ruleTeller } from "./rule-teller";
import { socketView } from "./socket-view";

const inputSchema = z.strictObject({ hostId: z.string() });

const toolsOf = (facts: HostFacts, family: Family) => (family === 4 ? facts.iptables4 : facts.iptables6);

function standingOf(facts: HostFacts, family: Family, answer: SocketsAnswer): FamilyStanding {
  const tools = toolsOf(facts, family);
  const found = answer.standings.find((one) => one.family === family)?.standing ?? "unreadable";
  if (tools === null || tools === "absent") {
    const standing = tools === null ? "no-tools" : "absent";
    return { family, standing, otherBackendRules: 0, otherBackend: "legacy" };
  }
  return {
    family,
    standing: found,
    otherBackendRules: tools.otherBackendRules,
    otherBackend: tools.backend === "legacy" ? "nf_tables" : "legacy",
  };
}

function namesOf({ objects }: ExplainInput, facts: HostFacts) {
  const networks = objects.networks.map(({ name, entries }) => ({ name, entries }));
  return { networks, panel: facts.connection?.panelAddress ?? null };
}

function rowsOf(
  answer: SocketsAnswer,
  standings: readonly FamilyStanding[],
  facts: HostFacts,
  { confirmed, draft }: ExplainInput,
) {
  const policies = { confirmed: confirmed?.policy ?? null, draft };
  const sides = new Map(
    standings.map((standing) => [
      standing.family,
      { standing, rule: ruleTeller(facts, standing.family, policies) },
    ]),
  );
  const users = new Map(Object.entries(facts.users).map(([name, uid]) => [uid, name]));
  const forward = policies.confirmed?.forward ?? null;
  return answer.rows.map((row) => socketView(row, { sides, users, hasDraft: draft !== null, forward }));
}

/**
 * Every listening socket of a host, and each port that nat sends elsewhere, with who reaches it in either family, by
 * which way and by which rule: computed for every packet from the live rules as they were last read. Throws
 * `host-not-found`.
 */
export async function readExposure(context: Context, input: unknown): Promise<ExposureView> {
  authorise(context, "exposure.read");
  const { hostId } = parseInput(inputSchema, input);
  const { host, input: known, outdated } = await transaction((tx) => loadExplainInput(tx, hostId));
  const { facts, objects } = known;
  const lines = {
    networks: Object.fromEntries(objects.networks.map(({ name, entries }) => [name, some(entries)])),
    services: {},
  };
  const view = {
    hostId,
    factsReadAt: host.inspectedAt?.toISOString() ?? null,
    outdated,
    standings: [],
    otherTables: [],
    lines,
  };
  if (facts === null) return { ...view, rows: "not-inspected" };
  const sockets = socketsOf(facts);
  const answered = await analyse("sockets", {
    of: liveTables(facts),
    sockets,
    names: namesOf(known, facts),
  });
  if (!answered.ok) return { ...view, rows: answered.why };
  const standings = families.map((family) => standingOf(facts, family, answered.answer));
  return {
    ...view,
    standings,
    otherTables: facts.otherTables ?? [],
    rows: rowsOf(answered.answer, standings, facts, known),
  };
}
