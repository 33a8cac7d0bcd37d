import * as z from "zod";
import type { Tx } from "@/lib/server/db/transaction";
import { assemblePolicy } from "../draft/assemble-policy";
import { findDraft } from "../draft/find-draft";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { findConfirmed } from "../host/to-host-row";
import { readObjects } from "../object/read-objects";
import type { ReviewInput } from "./build-review";

const managersSchema = z.array(z.string());

/** Reads what a review is computed from, as it stands in the database. Throws `host-not-found`, `no-draft`. */
export async function loadReviewInput(tx: Tx, hostId: string) {
  const host = await findHost(tx, hostId);
  const draft = await findDraft(tx, hostId);
  const confirmed = await findConfirmed(tx, hostId);
  const input: ReviewInput = {
    policy: assemblePolicy(draft.body, await readObjects(tx)),
    confirmed: confirmed?.policy ?? null,
    facts: readFacts(host.facts),
    acceptedManagers: managersSchema.parse(host.acceptedManagers),
  };
  return { host, draft, confirmed, input };
}
