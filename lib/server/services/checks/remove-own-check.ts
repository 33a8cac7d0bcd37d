import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { parseInput } from "../parse-input";
import { ownChecksSchema } from "./stored";

const inputSchema = z.strictObject({ hostId: z.string(), checkId: z.string() });

/** Takes a check of the operator's own away; one that is gone already is gone. Throws `host-not-found`. */
export async function removeOwnCheck(context: Context, input: unknown): Promise<void> {
  authorise(context, "checks.remove");
  const { hostId, checkId } = parseInput(inputSchema, input);
  await transaction(async (tx) => {
    const { ownChecks } = await findHost(tx, hostId);
    const own = ownChecksSchema.parse(ownChecks) ?? [];
    const gone = own.find(({ id }) => id === checkId);
    if (gone === undefined) return;
    await tx.host.update({
      where: { id: hostId },
      data: { ownChecks: own.filter((one) => one !== gone) },
      select: { id: true },
    });
    const { from, kind, target, port } = gone;
    const check = [from, kind, target, port].join(" ");
    await audit(tx, context.actor, "checks.remove", { kind: "host", id: hostId }, { check });
  });
}
