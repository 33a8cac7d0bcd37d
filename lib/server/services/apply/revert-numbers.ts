import type { Tx } from "@/lib/server/db/transaction";

/** Numbers of the applies that others bring back, by their ids. */
export async function revertNumbers(
  tx: Tx,
  rows: readonly { readonly revertOf: string | null }[],
): Promise<ReadonlyMap<string, number>> {
  const ids = rows.flatMap((row) => row.revertOf ?? []);
  if (ids.length === 0) return new Map();
  const found = await tx.apply.findMany({ where: { id: { in: ids } }, select: { id: true, number: true } });
  return new Map(found.map((row) => [row.id, row.number]));
}
