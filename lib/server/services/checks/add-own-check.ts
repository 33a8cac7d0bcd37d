import { randomUUID } from "node:crypto";
import * as z from "zod";
import { checkKinds, isDomainName } from "@/lib/core/checks/check";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { portSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { ownChecksSchema } from "./stored";

const targetSchema = z
  .string()
  .trim()
  .max(253)
  .refine((text) => parseAddress(text) !== null || isDomainName(text), "address")
  .transform((text) => {
    const address = parseAddress(text);
    return address === null ? text.toLowerCase() : formatAddress(address);
  });

const inputSchema = z.discriminatedUnion("from", [
  /** The panel connects to a port of the host. */
  z.strictObject({ hostId: z.string(), from: z.literal("panel"), port: portSchema }),
  z
    .strictObject({
      hostId: z.string(),
      from: z.literal("host"),
      kind: z.enum(checkKinds),
      target: targetSchema,
      port: portSchema.nullable(),
    })
    .refine(({ kind, port }) => (kind === "tcp" || kind === "http") === (port !== null), {
      path: ["port"],
      error: "port",
    })
    .refine(({ kind, target }) => kind !== "dns" || parseAddress(target) === null, {
      path: ["target"],
      error: "name",
    }),
]);

/** More than these nobody reads, and each waits for silence. */
const mostOwn = 16;

/** Adds a check of the operator's own to a host. Throws `host-not-found`, `checks-too-many`; a second one like it is none. */
export async function addOwnCheck(context: Context, input: unknown): Promise<void> {
  authorise(context, "checks.add");
  const { hostId, ...asked } = parseInput(inputSchema, input);
  const check = asked.from === "panel" ? { ...asked, kind: "tcp" as const, target: null } : asked;
  await transaction(async (tx) => {
    const { ownChecks } = await findHost(tx, hostId);
    const own = ownChecksSchema.parse(ownChecks) ?? [];
    const keyOf = ({ from, kind, target, port }: typeof check) => [from, kind, target, port].join(" ");
    if (own.some((one) => keyOf(one as typeof check) === keyOf(check))) return;
    if (own.length >= mostOwn) {
      const text = "There are 16 checks of your own already. Remove one first.";
      throw new ServiceError("checks-too-many", text, { status: 409 });
    }
    await tx.host.update({
      where: { id: hostId },
      data: { ownChecks: [...own, { id: randomUUID(), ...check }] },
      select: { id: true },
    });
    await audit(tx, context.actor, "checks.add", { kind: "host", id: hostId }, { check: keyOf(check) });
  });
}
