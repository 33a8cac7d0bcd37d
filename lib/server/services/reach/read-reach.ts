import * as z from "zod";
import { analyse } from "@/lib/server/analysis/analyse";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { cut, serviceView, sourceView } from "./axes";
import { type LoadedReach, loadReach } from "./load-reach";
import type { CellState, CellView, ReachGrid } from "./reach-view";

const inputSchema = z.strictObject({
  hostId: z.string(),
  rules: z.enum(["live", "draft"]).nullable().default(null),
});

/**
 * Who reaches what on a host: named networks, everybody and the panel, times the services of its policies and whatever
 * listens on it, computed for every packet of both families. Throws `host-not-found`.
 */
export async function readReach(context: Context, input: unknown): Promise<ReachGrid> {
  authorise(context, "reach.read");
  const { hostId, rules } = parseInput(inputSchema, input);
  const loaded = await loadReach(hostId, rules);
  const axes = cut(loaded.sources, loaded.services);
  const { hostName, factsReadAt, outdated, hasDraft } = loaded;
  return {
    hostId,
    hostName,
    rules: loaded.rules,
    hasDraft,
    factsReadAt,
    outdated,
    sources: axes.sources.map(sourceView),
    services: axes.services.map(serviceView),
    more: axes.more,
    cells: await readCells(loaded.tables, axes),
  };
}

async function readCells(
  tables: LoadedReach["tables"],
  { sources, services }: ReturnType<typeof cut>,
): Promise<ReachGrid["cells"]> {
  if (typeof tables === "string") return tables;
  const answered = await analyse("exposure", {
    of: tables,
    sources: sources.map(({ addresses }) => addresses),
    services: services.map((column) => column.services),
  });
  if (!answered.ok) return answered.why;
  const cell = (row: number, column: number): CellView =>
    Object.fromEntries(
      answered.answer.map(({ family, cells }): [number, CellState] => [
        family,
        typeof cells === "string" ? cells : (cells[row]?.[column] ?? "not-asked"),
      ]),
    );
  return sources.map((_, row) => services.map((__, column) => cell(row, column)));
}
