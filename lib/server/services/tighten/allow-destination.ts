import * as z from "zod";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { letOut } from "@/lib/core/policy/let-out";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findDraft } from "../draft/find-draft";
import { writeDraft } from "../draft/write-draft";
import { findHost } from "../host/find-host";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { networkNamed, serviceNamed } from "./make-objects";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** One address of either family. */
  address: z.string().max(60),
  protocol: z.enum(["tcp", "udp"]),
  port: z.int().min(1).max(65535),
});

/**
 * Puts one way out into a host's draft: one address and one port, for every account. The host is not touched. Returns the
 * rule's id. Throws `guest-address`, `no-draft`.
 */
export async function allowDestination(context: Context, input: unknown): Promise<{ rule: string }> {
  authorise(context, "draft.allow");
  const { hostId, address: text, protocol, port } = parseInput(inputSchema, input);
  const parsed = parseAddress(text.trim());
  if (parsed === null) {
    throw new ServiceError("guest-address", "Write one address, such as 203.0.113.5 or 2001:db8::5.", {
      status: 422,
    });
  }
  const address = formatAddress(parsed);
  return transaction(async (tx) => {
    await findHost(tx, hostId);
    const { body, version } = await findDraft(tx, hostId);
    const network = await networkNamed(
      tx,
      context,
      address.replaceAll(":", "-").replace(/^-+|-+$/g, "") || "zero",
      [address],
    );
    const service = await serviceNamed(tx, context, protocol, port);
    const { body: wider, id } = letOut(body, { network, service });
    await writeDraft(tx, context, {
      hostId,
      body: wider,
      version,
      verb: "draft.allow",
      detail: { address, service },
    });
    return { rule: id };
  });
}
