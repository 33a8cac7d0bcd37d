import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { findHost } from "./find-host";
import { fingerprintSchema } from "./host-input";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** The new key, as the operator saw and compared it. */
  fingerprint: fingerprintSchema,
});

/** Trusts a host's new key, after both were shown. Throws `host-key-changed` when the host shows yet another one. */
export async function pinHostKey(context: Context, input: unknown): Promise<void> {
  authorise(context, "host.pin-key");
  const { hostId, fingerprint } = parseInput(inputSchema, input);
  const shown = await hostGateway().readHostKeyOf(hostId);
  if (shown.fingerprint !== fingerprint) {
    throw new ServiceError("host-key-changed", "The host shows another key than the one you agreed to.", {
      status: 409,
      params: { pinned: fingerprint, shown: shown.fingerprint },
    });
  }
  await transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    await tx.host.update({
      where: { id: hostId },
      data: { hostKey: shown.fingerprint, hostKeyType: shown.type },
    });
    await audit(
      tx,
      context.actor,
      "host.pin-key",
      { kind: "host", id: hostId },
      {
        from: host.hostKey,
        to: shown.fingerprint,
      },
    );
  });
}
