import "server-only";
import { db } from "../../db/client";
import { setupTokenHash } from "./make-setup-link";

/**
 * Whether the panel waits for its owner, and whether this token of a setup link is the one that may make the account.
 * The only verb with no actor beside `createOwner`: there is no account yet.
 */
export async function readSetup(token?: string): Promise<{ needed: boolean; linkGood: boolean }> {
  const needed = (await db.user.count()) === 0;
  if (!needed || token === undefined) return { needed, linkGood: false };
  const link = await db.setupLink.findUnique({ where: { tokenHash: setupTokenHash(token) } });
  return { needed, linkGood: link !== null && link.usedAt === null };
}
