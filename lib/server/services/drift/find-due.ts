import { type LastLook, nextLook } from "@/lib/core/drift/due";
import { finalPhases, phases } from "@/lib/core/rollout/phase";
import { transaction } from "@/lib/server/db/transaction";

type Row = {
  hostId: string;
  confirmed: string;
  applyId: string | null;
  lookedAt: string | number | null;
  faultSince: string | number | null;
};

/** A time as the database holds it. */
const milliseconds = (stored: string | number) =>
  typeof stored === "number" ? stored : new Date(stored).getTime();

function lastLook({ hostId, confirmed, applyId, lookedAt, faultSince }: Row): LastLook {
  // What was found beside an older apply says nothing of this one.
  const counts = lookedAt !== null && applyId === confirmed;
  return { hostId, lookedAt: counts ? milliseconds(lookedAt) : null, failed: counts && faultSince !== null };
}

/**
 * The hosts whose live rules are to be looked at by now, those that wait longest first: something was confirmed, no
 * apply is open, and no job works on them. Times are milliseconds since 1970.
 */
export async function findDue(now: number, startedAt: number): Promise<readonly string[]> {
  const open = JSON.stringify(phases.filter((phase) => !finalPhases.has(phase)));
  const rows = await transaction(
    (tx) => tx.$queryRaw<Row[]>`
      SELECT "Host"."id" AS "hostId", "Drift"."applyId", "Drift"."lookedAt", "Drift"."faultSince",
        (SELECT CASE WHEN "leave" THEN NULL ELSE "id" END FROM "Apply"
          WHERE "hostId" = "Host"."id" AND "phase" = 'confirmed' ORDER BY "number" DESC LIMIT 1) AS "confirmed"
      FROM "Host" LEFT JOIN "Drift" ON "Drift"."hostId" = "Host"."id"
      WHERE "Host"."archivedAt" IS NULL AND "confirmed" IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM "Apply" WHERE "hostId" = "Host"."id"
          AND "phase" IN (SELECT "value" FROM json_each(${open})))
        AND NOT EXISTS (SELECT 1 FROM "Job" WHERE "hostId" = "Host"."id" AND "finishedAt" IS NULL)`,
  );
  return rows
    .map((row) => ({ hostId: row.hostId, at: nextLook(lastLook(row), startedAt) }))
    .filter(({ at }) => at <= now)
    .toSorted((a, b) => a.at - b.at)
    .map(({ hostId }) => hostId);
}
