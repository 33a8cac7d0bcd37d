import { basisOf } from "@/lib/core/tighten/tighten";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import { loadTightening } from "./load-tightening";
import type { TightenView } from "./tighten-view";

const iso = (time: number) => new Date(time).toISOString();

/** What was really used of a host's confirmed rules, by all looks of the last 30 days; touches nothing. */
export async function readTightening(context: Context, input: unknown): Promise<TightenView> {
  authorise(context, "tighten.read");
  const { hostId } = parseInput(hostIdSchema, input);
  const found = await transaction((tx) => loadTightening(tx, hostId));
  if (typeof found === "string") {
    return { standing: found, basis: null, counters: null, lookedAt: 0, rows: [] };
  }
  const { rows, lookedAt, days, counted, read } = found;
  const basis = basisOf(days);
  return {
    standing: basis !== null ? "looked" : read ? "no-lists" : "no-look",
    basis: basis && { ...basis, from: iso(basis.from), to: iso(basis.to) },
    counters: counted && { from: iso(counted.from), to: iso(counted.to) },
    lookedAt,
    rows,
  };
}
