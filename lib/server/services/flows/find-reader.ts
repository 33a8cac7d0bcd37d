import type { Tx } from "@/lib/server/db/transaction";
import type { Context } from "../context";
import { plainAddress } from "./judge-listing";

/** The address that the reader's newest session came from, or null: not known. */
export async function findReader(tx: Tx, { actor }: Context): Promise<string | null> {
  const session = await tx.session.findFirst({
    where: { userId: actor.id },
    orderBy: { updatedAt: "desc" },
    select: { ipAddress: true },
  });
  return session?.ipAddress ? plainAddress(session.ipAddress) : null;
}
