import "server-only";
import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import * as z from "zod";
import { audit } from "../../auth/audit";
import { longestPassword, shortestPassword } from "../../auth/auth";
import { signIn } from "../../auth/sign-in";
import { transaction } from "../../db/transaction";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { setupTokenHash } from "./make-setup-link";
import { setSetupNeeded } from "./setup-state";

const inputSchema = z.strictObject({
  token: z.string().max(200),
  name: z.string().trim().min(1).max(100),
  email: z.email().max(200).toLowerCase(),
  password: z.string().min(shortestPassword).max(longestPassword),
});

/**
 * Makes the first account with the one-time link, and signs in. For a server action: it sets the session's cookie.
 * Throws `ServiceError`: bad-input (the link still works), setup-done (an account exists), setup-link-invalid.
 */
export async function createOwner(input: unknown): Promise<{ id: string }> {
  const { token, name, email, password } = parseInput(inputSchema, input);
  const hash = await hashPassword(password);
  const id = randomUUID();
  await transaction(async (tx) => {
    if ((await tx.user.count()) > 0)
      throw new ServiceError("setup-done", "The owner account exists already. Sign in with it.", {
        status: 409,
      });
    const used = await tx.setupLink.updateMany({
      where: { tokenHash: setupTokenHash(token), usedAt: null },
      data: { usedAt: new Date() },
    });
    if (used.count !== 1)
      throw new ServiceError(
        "setup-link-invalid",
        "This setup link is not the one of the latest start. Use the link that the panel printed when it started.",
        { status: 403 },
      );
    await tx.user.create({
      data: {
        id,
        name,
        email,
        permission: "owner",
        accounts: {
          create: { id: randomUUID(), accountId: id, providerId: "credential", password: hash },
        },
      },
    });
    await audit(tx, { id, name }, "account.create", { kind: "account", id }, { email, permission: "owner" });
  });
  setSetupNeeded(false);
  await signIn({ email, password });
  return { id };
}
