import * as z from "zod";
import { startingBody } from "@/lib/core/policy/roles";
import { roleSchema } from "@/lib/core/policy/schema";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { parseInput } from "../parse-input";
import type { DraftStarted } from "./draft-view";
import { writeDraft } from "./write-draft";

const inputSchema = z.strictObject({ hostId: z.string(), role: roleSchema });

/** Begins a host's draft with a role, in place of the draft that was there. */
export async function startDraft(context: Context, input: unknown): Promise<DraftStarted> {
  authorise(context, "draft.start");
  const { hostId, role } = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const body = { ...startingBody(role), controlPanelPort: readFacts(host.facts)?.controlPanelPort ?? null };
    const { version } = await writeDraft(tx, context, {
      hostId,
      body,
      version: null,
      verb: "draft.start",
      detail: { role },
    });
    return { hostId, role, version };
  });
}
