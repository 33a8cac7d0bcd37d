import { finalPhases, phases } from "@/lib/core/rollout/phase";
import type { Tx } from "@/lib/server/db/transaction";
import { heavyColumns } from "../apply/to-row";

/** The applies that a host's row speaks of; null where there is none. A drill that left all as it was is not the last. */
export type Standing = {
  readonly last: StandingApply | null;
  readonly confirmed: StandingApply | null;
  /** Not over: the host takes no other one. */
  readonly pending: StandingApply | null;
  /** The newest drill that proved the rollback. */
  readonly proven: StandingApply | null;
  /** What is confirmed lets everything leave, and logs what it would refuse. */
  readonly observing: boolean;
};

type StandingApply = Awaited<ReturnType<typeof readApplies>>[number];
type Marks = {
  hostId: string;
  last: string | null;
  confirmed: string | null;
  pending: string | null;
  proven: string | null;
  /** 1, 0, or null: the policy does not say. */
  observing: number | bigint | null;
};

/**
 * The ids, each from the end of an index: Prisma would read every apply of every host to keep the newest ones. The plus
 * sign keeps SQLite to the index of the phases; by number it would read every apply to find its phase.
 */
function readMarks(tx: Tx, hostIds: readonly string[]): Promise<Marks[]> {
  const hosts = JSON.stringify(hostIds);
  const open = JSON.stringify(phases.filter((phase) => !finalPhases.has(phase)));
  return tx.$queryRaw<Marks[]>`
    SELECT "Host"."id" AS "hostId",
      (SELECT "id" FROM "Apply" WHERE "hostId" = "Host"."id"
        AND ("drill" IS NULL OR "phase" NOT IN ('rolled_back', 'refused'))
        ORDER BY "number" DESC LIMIT 1) AS "last",
      (SELECT "id" FROM "Apply" WHERE "hostId" = "Host"."id" AND "phase" = 'confirmed' AND "leave" = 0
        ORDER BY "number" DESC LIMIT 1) AS "confirmed",
      (SELECT "id" FROM "Apply" WHERE "hostId" = "Host"."id"
        AND "phase" IN (SELECT "value" FROM json_each(${open}))
        ORDER BY +"number" DESC LIMIT 1) AS "pending",
      (SELECT "id" FROM "Apply" WHERE "hostId" = "Host"."id" AND "drill" = 'proven'
        ORDER BY "number" DESC LIMIT 1) AS "proven",
      (SELECT json_extract("Revision"."policy", '$.client.observe') FROM "Apply"
        JOIN "Revision" ON "Revision"."id" = "Apply"."revisionId"
        WHERE "hostId" = "Host"."id" AND "phase" = 'confirmed' AND "leave" = 0
        ORDER BY "number" DESC LIMIT 1) AS "observing"
    FROM "Host" WHERE "Host"."id" IN (SELECT "value" FROM json_each(${hosts}))`;
}

function readApplies(tx: Tx, ids: readonly string[]) {
  return tx.apply.findMany({
    where: { id: { in: [...new Set(ids)] } },
    omit: heavyColumns,
    include: { revision: { select: { id: true, hash: true } } },
  });
}

/** Where the applies of these hosts stand, by host id: two queries, however many hosts and applies there are. */
export async function findStandings(
  tx: Tx,
  hostIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const marks = await readMarks(tx, hostIds);
  const ids = marks.flatMap(({ last, confirmed, pending, proven }) =>
    [last, confirmed, pending, proven].filter((id) => id !== null),
  );
  const applies = new Map((await readApplies(tx, ids)).map((row) => [row.id, row]));
  const get = (id: string | null) => applies.get(id ?? "") ?? null;
  return new Map(
    marks.map(({ hostId, last, confirmed, pending, proven, observing }) => [
      hostId,
      {
        last: get(last),
        confirmed: get(confirmed),
        pending: get(pending),
        proven: get(proven),
        observing: Number(observing) === 1,
      },
    ]),
  );
}
