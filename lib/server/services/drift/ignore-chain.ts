import * as z from "zod";
import { foreignChains } from "@/lib/core/drift/changed-chains";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { toIgnored } from "./find-subject";
import { compareAnew } from "./look-at-host";
import { findLook } from "./read-drift";

const inputSchema = z.strictObject({
  hostId: z.string(),
  chain: z.string().min(1).max(64),
  /** False: it is looked at again. */
  ignore: z.boolean(),
});

/**
 * Leaves a chain of others out of sight on one host, or looks at it again: the rules are compared as though it, and what
 * leads to it, were not there. What the last look read is compared anew. Throws `host-not-found`, `no-foreign-chain`.
 */
export async function ignoreChain(context: Context, input: unknown): Promise<void> {
  authorise(context, "drift.ignore");
  const { hostId, chain, ignore } = parseInput(inputSchema, input);
  await transaction(async (tx) => {
    const before = toIgnored((await findHost(tx, hostId)).ignoredChains);
    const known = await findLook(tx, hostId);
    const texts = known && [
      ...Object.values(known.facts.live),
      known.measure.baseline.ipv4,
      known.measure.baseline.ipv6,
    ];
    const there = texts?.some((text) => foreignChains(text ?? "").includes(chain)) ?? false;
    // Only what others made: our own chains, and those that every packet comes through, stay in sight.
    if (ignore && !there) {
      const text = "There is no chain of others of this name on the host. Look again.";
      throw new ServiceError("no-foreign-chain", text, { status: 409, params: { chain } });
    }
    const rest = before.filter((name) => name !== chain);
    await tx.host.update({
      where: { id: hostId },
      data: { ignoredChains: ignore ? [...rest, chain] : rest },
    });
    const verb = ignore ? "drift.ignore" : "drift.watch-chain";
    await audit(tx, context.actor, verb, { kind: "host", id: hostId }, { chain });
  });
  await compareAnew(hostId);
}
