import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { KnownObjects } from "@/lib/core/adopt/adopt";
import { importChoices, liveOf, planImport } from "@/lib/core/adopt/plan";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import type { DraftStarted } from "../draft/draft-view";
import { writeDraft } from "../draft/write-draft";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { adoptionInputSchema } from "./adoption-input";
import { hashWay } from "./hash-way";

const inputSchema = adoptionInputSchema.extend({
  choice: z.enum(importChoices),
  /** Of the way that was shown. */
  hash: z.string(),
});

async function makeObjects(tx: Tx, { networks, services }: KnownObjects): Promise<void> {
  for (const { name, entries, note } of networks) {
    await tx.networkObject.create({ data: { id: randomUUID(), name, entries, note } });
  }
  for (const { name, parts, note } of services) {
    await tx.serviceObject.create({ data: { id: randomUUID(), name, parts, note } });
  }
}

function changed(): ServiceError {
  const text = "The host's rules or your objects changed since this page was shown. Look at it again.";
  return new ServiceError("adoption-changed", text, { status: 409 });
}

/**
 * Writes one of the ways that were shown as the host's draft, in place of the one that was there, and makes the objects
 * that it needs. Never touches the host. Throws `adoption-changed` when it would no longer be what was shown.
 */
export async function adoptRules(context: Context, input: unknown): Promise<DraftStarted> {
  authorise(context, "draft.adopt");
  const { hostId, choice, hash, ...options } = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const facts = readFacts(host.facts);
    const read = facts === null ? null : liveOf(facts);
    if (facts === null || read === null || !read.ok) throw changed();
    const plan = planImport(read.live, facts, await readObjects(tx), options);
    const way = plan.ways[choice];
    if (hashWay(plan, way) !== hash) throw changed();
    await makeObjects(tx, way.made);
    const { version } = await writeDraft(tx, context, {
      hostId,
      body: way.body,
      version: null,
      verb: "draft.adopt",
      detail: { choice, networks: way.made.networks.length, services: way.made.services.length },
    });
    return { hostId, role: way.body.purposes[0]?.role ?? "blank", version };
  });
}
