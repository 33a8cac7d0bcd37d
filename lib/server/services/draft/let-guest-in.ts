import { randomUUID } from "node:crypto";
import * as z from "zod";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { letIn } from "@/lib/core/policy/let-in";
import { objectNameSchema } from "@/lib/core/policy/schema";
import { audit } from "@/lib/server/auth/audit";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { freeName } from "../object/free-name";
import { readObjects, takenNames } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { findDraft } from "./find-draft";
import { writeDraft } from "./write-draft";

/** The longest access that is offered: what is needed for longer is no guest. */
export const mostHours = 7 * 24;

const accessSchema = z.strictObject({
  hostId: z.string(),
  /** Name of a service object. */
  service: objectNameSchema,
  hours: z.int().min(1).max(mostHours),
});

const inputSchema = z.union([
  /** One address of either family. */
  accessSchema.extend({ address: z.string().max(60) }),
  /** Name of a network object. */
  accessSchema.extend({ network: objectNameSchema }),
]);

/** The network object that is this address alone: one that is there already, or a new one named after it. */
async function guestNetwork(tx: Tx, context: Context, address: string): Promise<string> {
  const { networks } = await readObjects(tx);
  const same = networks.find(({ entries }) => entries.join() === address);
  if (same !== undefined) return same.name;
  const stem = `guest ${address.replaceAll(":", "-").replace(/^-+|-+$/g, "")}`;
  const name = freeName(stem, (await takenNames(tx)).networks);
  const row = await tx.networkObject.create({
    data: { id: randomUUID(), name, entries: [address], note: "" },
  });
  const object = { kind: "network", id: row.id };
  await audit(tx, context.actor, "network.add", object, { name, entries: 1, previousName: null });
  return name;
}

/** The address as the panel writes it. */
function oneAddress(text: string): string {
  const parsed = parseAddress(text.trim());
  if (parsed !== null) return formatAddress(parsed);
  throw new ServiceError("guest-address", "Write one address, such as 203.0.113.5 or 2001:db8::5.", {
    status: 422,
  });
}

/** The network object with this name. */
async function knownNetwork(tx: Tx, network: string): Promise<string> {
  if ((await tx.networkObject.findUnique({ where: { name: network } })) !== null) return network;
  throw new ServiceError("guest-network", `There is no network called ${network} (any more).`, {
    status: 409,
    params: { network },
  });
}

/**
 * Puts access that ends by itself into a host's draft: one address or one named network, one service, so many hours from
 * now. The host is not touched; the review says what it opens. Throws `guest-address`, `guest-network`, `guest-service`,
 * `guest-sandbox`, `no-draft`.
 */
export async function letGuestIn(context: Context, input: unknown): Promise<{ until: string }> {
  authorise(context, "draft.let-in");
  const { hostId, service, hours, ...asked } = parseInput(inputSchema, input);
  const who = "network" in asked ? asked : { address: oneAddress(asked.address) };
  const end = new Date(Date.now() + hours * 3_600_000);
  const until = end.toISOString().replace(/\.\d+/, "");
  await transaction(async (tx) => {
    await findHost(tx, hostId);
    const { body, version } = await findDraft(tx, hostId);
    if (isSandbox(body)) {
      throw new ServiceError(
        "guest-sandbox",
        "The egress sandbox leaves what comes in to the host's other rules, so it lets nobody in.",
        { status: 409 },
      );
    }
    if ((await tx.serviceObject.findUnique({ where: { name: service } })) === null) {
      throw new ServiceError("guest-service", `There is no service called ${service} (any more).`, {
        status: 409,
        params: { service },
      });
    }
    const network =
      "network" in who ? await knownNetwork(tx, who.network) : await guestNetwork(tx, context, who.address);
    await writeDraft(tx, context, {
      hostId,
      body: letIn(body, { network, service, until }),
      version,
      verb: "draft.let-in",
      detail: { ...who, service, until },
    });
  });
  return { until };
}
