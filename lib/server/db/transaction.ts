import "server-only";
import { isServiceError } from "../services/service-error";
import { db } from "./client";
import { asDatabaseError } from "./database-error";
import type { Prisma } from "./generated/client";

/** The client inside a transaction. */
export type Tx = Prisma.TransactionClient;

/** Plain data for a JSON column. */
export type JsonObject = Prisma.InputJsonObject;

/** Pauses between tries while another process holds the database; together 3 s, then the operator is told. */
const pausesMilliseconds = [50, 150, 300, 500, 1000, 1000, null];

/**
 * Runs `work` in one transaction: all of it or nothing. Tries again while another process holds the database, so
 * `work` may run more than once: it uses `tx` and touches nothing else, least of all the network.
 *
 * Throws what `work` throws, and `ServiceError` database-locked, database-read-only, disk-full.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (const pause of pausesMilliseconds) {
    try {
      return await db.$transaction(work);
    } catch (error) {
      const coded = isServiceError(error) ? error : asDatabaseError(error);
      if (coded?.code !== "database-locked" || pause === null) throw coded ?? error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  throw new Error("unreachable: the last try returns or throws");
}
