import { randomUUID } from "node:crypto";
import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { findKey } from "../key/find-key";
import { sealKey } from "../key/key-secret";
import { nameTaken } from "../object/object-errors";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { fingerprintSchema, hostAddressSchema, hostNameSchema, portSchema, userSchema } from "./host-input";

const inputSchema = z.strictObject({
  name: hostNameSchema,
  address: hostAddressSchema,
  port: portSchema.default(22),
  user: userSchema.default("root"),
  /** The one that the operator saw and agreed to. */
  fingerprint: fingerprintSchema,
  auth: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("made-key"), keyId: z.string() }),
    z.strictObject({
      kind: z.literal("pasted-key"),
      privateKey: z.string().min(1).max(64_000),
      passphrase: z.string().max(1000).nullable().default(null),
    }),
    z.strictObject({
      kind: z.literal("password-once"),
      password: z.string().min(1).max(1000),
      keyId: z.string(),
    }),
  ]),
});

/**
 * Adds a host and pins the key that was agreed to. A password lives for this one call only, to let the panel's key in.
 * Throws `host-key-changed` when the host shows another key than the one that was agreed to, `name-taken`, `key-not-found`
 * and what the gateway throws. Nothing is kept of a host that could not be added.
 */
export async function addHost(context: Context, input: unknown): Promise<{ hostId: string }> {
  authorise(context, "host.add");
  const { auth, ...host } = parseInput(inputSchema, input);
  const gateway = hostGateway();

  const shown = await gateway.readHostKey(host);
  if (shown.fingerprint !== host.fingerprint) {
    throw new ServiceError("host-key-changed", "The host shows another key than the one you agreed to.", {
      status: 409,
      params: { pinned: host.fingerprint, shown: shown.fingerprint },
    });
  }

  const pasted =
    auth.kind === "pasted-key" ? await gateway.readPrivateKey(auth.privateKey, auth.passphrase) : null;
  if (auth.kind === "password-once") {
    const key = await transaction((tx) => findKey(tx, auth.keyId));
    await gateway.installKey(host, auth.password, key.publicKey);
  }

  return transaction(async (tx) => {
    if ((await tx.host.findUnique({ where: { name: host.name } })) !== null) throw nameTaken(host.name);
    let keyId: string;
    if (pasted !== null) {
      const key = await tx.sshKey.create({
        data: {
          id: randomUUID(),
          name: host.name,
          publicKey: pasted.publicKey,
          fingerprint: pasted.fingerprint,
          sealed: sealKey(pasted),
          origin: "pasted",
        },
      });
      keyId = key.id;
    } else {
      keyId = auth.kind === "pasted-key" ? "" : (await findKey(tx, auth.keyId)).id;
    }
    const row = await tx.host.create({
      data: {
        id: randomUUID(),
        name: host.name,
        kind: "ssh",
        address: host.address,
        port: host.port,
        user: host.user,
        keyId,
        hostKey: shown.fingerprint,
        hostKeyType: shown.type,
      },
    });
    await audit(
      tx,
      context.actor,
      "host.add",
      { kind: "host", id: row.id },
      {
        name: host.name,
        address: host.address,
        port: host.port,
        user: host.user,
        fingerprint: shown.fingerprint,
        signIn: auth.kind,
      },
    );
    return { hostId: row.id };
  });
}
