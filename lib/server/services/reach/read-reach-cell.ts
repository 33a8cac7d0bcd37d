import * as z from "zod";
import type { CellAnswer, PartTold, ShareTold } from "@/lib/core/assertion/exposure-question";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import { analyse } from "@/lib/server/analysis/analyse";
import { witnessView } from "../assertion/answer-view";
import { authorise, type Context } from "../context";
import { some } from "../meaning/meaning-names";
import { conditionView, decidingRule, told } from "../meaning/row-view";
import { sampleView } from "../meaning/sample-view";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { partText, serviceView, sourceView } from "./axes";
import { loadReach } from "./load-reach";
import type { CellFamilyView, PartView, ReachCell, ShareView } from "./reach-view";

const inputSchema = z.strictObject({
  hostId: z.string(),
  rules: z.enum(["live", "draft"]).nullable().default(null),
  /** Ids of a line and a column of the grid. */
  source: z.string(),
  service: z.string(),
});

type Side = { readonly family: Family; readonly policy: Policy | null };

function shareView(share: ShareTold | null, side: Side): ShareView | null {
  if (share === null) return null;
  return {
    peers: share.sources && told(share.sources),
    sample: sampleView(share.sample),
    rule: decidingRule(share.rule, side),
    conditions: share.conditions.map((condition) => conditionView(condition, side)),
  };
}

function partView({ service, open, shut, depends, assumes }: PartTold, side: Side): PartView {
  return {
    name: partText(service),
    open: shareView(open, side),
    shut: shareView(shut, side),
    depends: shareView(depends, side),
    assumes: assumes.map((condition) => conditionView(condition, side)),
  };
}

function familyView({ family, found }: CellAnswer[number], policy: Policy | null): CellFamilyView {
  if (typeof found === "string") return { family, cell: found, parts: [], mute: null };
  const { cell, parts, mute } = found;
  return {
    family,
    cell,
    parts: parts.map((part) => partView(part, { family, policy })),
    mute: mute && witnessView(mute, family, policy),
  };
}

/**
 * One cell of the grid at length: exactly who gets in and who does not, with a packet and the rule that decides it.
 * Throws `host-not-found`, `cell-not-found`.
 */
export async function readReachCell(context: Context, input: unknown): Promise<ReachCell> {
  authorise(context, "reach.read");
  const { hostId, rules, source, service } = parseInput(inputSchema, input);
  const loaded = await loadReach(hostId, rules);
  const row = loaded.sources.find(({ id }) => id === source);
  const column = loaded.services.find(({ id }) => id === service);
  if (row === undefined || column === undefined) {
    const text = "There is no such network or service (any more). Choose another cell.";
    throw new ServiceError("cell-not-found", text, { status: 404 });
  }
  const networks = loaded.sources.filter(({ kind }) => kind === "network");
  const names = {
    networks: networks.map(({ name, lines }) => ({ name, entries: lines })),
    panel: loaded.sources.find(({ kind }) => kind === "panel")?.lines[0] ?? null,
  };
  const lines = {
    networks: Object.fromEntries(networks.map((network) => [network.name, some(network.lines)])),
    services: {},
  };
  const cell = { source: sourceView(row), service: serviceView(column), lines };
  if (typeof loaded.tables === "string") return { ...cell, families: loaded.tables };
  const answered = await analyse("cell", {
    of: loaded.tables,
    sources: row.addresses,
    services: column.services,
    names,
  });
  if (!answered.ok) return { ...cell, families: answered.why };
  return { ...cell, families: answered.answer.map((one) => familyView(one, loaded.policy)) };
}
