import { randomUUID } from "node:crypto";
import * as z from "zod";
import { objectNameSchema } from "@/lib/core/policy/schema";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { sealKey } from "./key-secret";
import type { KeyView } from "./key-view";

const inputSchema = z.strictObject({ name: objectNameSchema });

/** Makes an ed25519 key pair; the private part is sealed before it reaches the database. */
export async function makeKey(context: Context, input: unknown): Promise<KeyView> {
  authorise(context, "key.make");
  const { name } = parseInput(inputSchema, input);
  const gateway = hostGateway();
  const pair = await gateway.makeKeyPair("sekisho");
  const sealed = sealKey(pair);
  return transaction(async (tx) => {
    const row = await tx.sshKey.create({
      data: {
        id: randomUUID(),
        name,
        publicKey: pair.publicKey,
        fingerprint: pair.fingerprint,
        sealed,
        origin: "made",
      },
    });
    await audit(
      tx,
      context.actor,
      "key.make",
      { kind: "key", id: row.id },
      { name, fingerprint: pair.fingerprint },
    );
    return {
      keyId: row.id,
      name,
      publicKey: pair.publicKey,
      fingerprint: pair.fingerprint,
      installCommand: gateway.installCommand(pair.publicKey),
    };
  });
}
