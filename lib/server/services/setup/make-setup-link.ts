import "server-only";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { transaction } from "../../db/transaction";
import { setSetupNeeded } from "./setup-state";

/** What the database keeps of a link: who reads it cannot use it. */
export function setupTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Makes the one-time token of the first start, or returns null when an account exists. Each start makes a new one, and
 * the links of earlier starts stop working.
 */
export async function makeSetupLink(): Promise<string | null> {
  const token = randomBytes(32).toString("base64url");
  const needed = await transaction(async (tx) => {
    await tx.setupLink.deleteMany({ where: { usedAt: null } });
    if ((await tx.user.count()) > 0) return false;
    await tx.setupLink.create({ data: { id: randomUUID(), tokenHash: setupTokenHash(token) } });
    return true;
  });
  setSetupNeeded(needed);
  return needed ? token : null;
}
