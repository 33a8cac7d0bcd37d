import * as z from "zod";
import type { InboundRule } from "@/lib/core/policy/schema";
import { coversAll } from "@/lib/core/tighten/rule-reach";
import { dayOf } from "@/lib/core/tighten/seen-day";
import { seenName } from "@/lib/core/tighten/seen-name";
import type { TightenRow } from "@/lib/core/tighten/tighten";
import { narrowed, without } from "@/lib/core/tighten/tightened";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findDraft } from "../draft/find-draft";
import { writeDraft } from "../draft/write-draft";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { loadTightening } from "./load-tightening";
import { networkNamed } from "./make-objects";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** The id of a rule of the confirmed policy. */
  rule: z.string(),
  kind: z.enum(["narrow", "unused"]),
  /** As they were shown. */
  networks: z.array(z.string()).max(10_000),
  names: z.array(z.string()).max(1_000),
});

function changed(): ServiceError {
  const text =
    "This is no longer what the looks tell, or the draft's rule is another one by now. Look at it again.";
  return new ServiceError("tighten-changed", text, { status: 409 });
}

/** Whether the draft's rule says by its names what the rule said of which something is told, and lets in. */
const isSameRule = ({ admin, verdict, sources, services }: InboundRule, row: TightenRow) =>
  !admin &&
  verdict === "accept" &&
  sources.join() === row.sources.join() &&
  services.join() === row.services.join();

/**
 * Puts what was suggested of a rule into the host's draft: its sources are the networks that came, by their names where
 * they have some, or the rule is gone.
 * Never touches the host. Throws `tighten-changed` where it would not be what was shown, `no-draft`.
 */
export async function takeSuggestion(context: Context, input: unknown): Promise<{ rule: string }> {
  authorise(context, "draft.tighten");
  const { hostId, rule: id, kind, networks, names } = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    const found = await loadTightening(tx, hostId);
    if (typeof found === "string") throw changed();
    const row = found.rows.find((one) => one.rule === id && one.kind === kind);
    const { body, version } = await findDraft(tx, hostId);
    const drafted = body.purposes.flatMap(({ rules }) => rules).find((rule) => rule.id === id);
    if (row === undefined || row.networks.join() !== networks.join()) throw changed();
    if (row.names.join() !== names.join()) throw changed();
    if (drafted === undefined || !isSameRule(drafted, row)) throw changed();
    // A name may stand for other networks by now: what came by the confirmed rule would widen the drafted one.
    const now = { networks: (await readObjects(tx)).networks, facts: found.facts };
    const wanted = now.networks.filter(({ name }) => row.names.includes(name));
    const entries = [...row.networks, ...wanted.flatMap((network) => network.entries)];
    if (!coversAll(drafted.sources, entries, now)) throw changed();
    const stem = seenName(row.services[0] ?? "rule", dayOf(Date.now()));
    const sources = async () =>
      row.names.length > 0 ? row.names : [await networkNamed(tx, context, stem, row.networks)];
    const tighter = kind === "unused" ? without(body, id) : narrowed(body, id, await sources());
    await writeDraft(tx, context, {
      hostId,
      body: tighter,
      version,
      verb: "draft.tighten",
      detail: { rule: id, networks: row.networks.length },
    });
    return { rule: id };
  });
}
