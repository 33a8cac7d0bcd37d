import { randomUUID } from "node:crypto";
import { builtInNetworks } from "@/lib/core/policy/schema";
import { audit } from "@/lib/server/auth/audit";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { inspectHost } from "../host/inspect-host";
import { hostGateway, type PracticeMade } from "../host-gateway";
import { sealKey } from "../key/key-secret";
import { isServiceError, ServiceError } from "../service-error";

/** `practice`, or with the first number that is free. */
async function freeHostName(tx: Tx): Promise<string> {
  const names = new Set((await tx.host.findMany({ select: { name: true } })).map((row) => row.name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? "practice" : `practice ${number}`;
    if (!names.has(name)) return name;
  }
}

/** Named sources that exist on the practice internet; names that are there already keep their entries. */
async function addNetworks(tx: Tx, networks: PracticeMade["networks"]): Promise<void> {
  for (const { name, entries } of networks) {
    if (builtInNetworks.some((builtIn) => builtIn === name)) continue;
    if ((await tx.networkObject.findUnique({ where: { name } })) !== null) continue;
    await tx.networkObject.create({
      data: { id: randomUUID(), name, entries: [...entries], note: "on the practice internet" },
    });
  }
}

/**
 * Raises a practice VPS with a key of its own, adds it as a host, and inspects it. Throws `practice-unavailable` with
 * the cause. Nothing is left behind where it fails.
 */
export async function createPractice(context: Context): Promise<{ hostId: string }> {
  authorise(context, "practice.create");
  const { practice, makeKeyPair } = hostGateway();
  const cause = await practice.available();
  if (cause !== null) {
    throw new ServiceError("practice-unavailable", cause.text, {
      status: 409,
      params: { cause: cause.code },
    });
  }
  const hostId = randomUUID();
  const pair = await makeKeyPair("sekisho-practice");
  const sealed = sealKey(pair);
  const made = await practice.create(hostId, pair.publicKey);
  try {
    await transaction(async (tx) => {
      const name = await freeHostName(tx);
      const key = await tx.sshKey.create({
        data: {
          id: randomUUID(),
          name,
          publicKey: pair.publicKey,
          fingerprint: pair.fingerprint,
          sealed,
          origin: "made",
        },
      });
      await tx.host.create({
        data: {
          id: hostId,
          name,
          kind: "practice",
          address: made.address,
          port: made.port,
          user: made.user,
          keyId: key.id,
          hostKey: made.hostKey.fingerprint,
          hostKeyType: made.hostKey.type,
        },
      });
      await addNetworks(tx, made.networks);
      await audit(tx, context.actor, "practice.create", { kind: "host", id: hostId }, { name });
    });
  } catch (error) {
    await practice.destroy(hostId);
    throw error;
  }
  try {
    await inspectHost(context, { hostId });
  } catch (error) {
    // It runs and is on record; its page says that it was not inspected, and why on the next try.
    if (!isServiceError(error)) throw error;
  }
  return { hostId };
}
