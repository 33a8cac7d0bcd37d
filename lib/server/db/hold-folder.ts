import { join } from "node:path";
import Database from "better-sqlite3";
import { ServiceError } from "../services/service-error";
import { asDatabaseError } from "./database-error";

/** A panel that was told to stop takes a moment to end, and the next start may come at once. */
const handoverMilliseconds = 3_000;

const shared = globalThis as typeof globalThis & { sekishoFolderHold?: Database.Database };

/**
 * Keeps the data folder for this process alone: two panels over one database would each show what the other has long
 * changed. The lock is the system's own on a file beside the database, so it ends with the process, however that ends.
 * Throws `ServiceError` data-folder-in-use, and what `asDatabaseError` tells.
 */
export function holdFolder(folder: string): void {
  if (shared.sekishoFolderHold?.open) return;
  let hold: Database.Database | null = null;
  try {
    hold = new Database(join(folder, "lock.db"), { timeout: handoverMilliseconds });
    hold.pragma("journal_mode = DELETE");
    hold.exec("BEGIN EXCLUSIVE");
    shared.sekishoFolderHold = hold;
  } catch (error) {
    hold?.close();
    const coded = asDatabaseError(error);
    if (coded?.code !== "database-locked") throw coded ?? error;
    throw new ServiceError(
      "data-folder-in-use",
      `Another panel already runs with the data folder ${folder}. Use that one, stop it first, or give this one a folder of its own with SEKISHO_DATA.`,
      { status: 503, params: { folder }, cause: error },
    );
  }
}

/** Lets the folder go; for tests, since the end of the process does it anyway. */
export function releaseFolder(): void {
  shared.sekishoFolderHold?.close();
  shared.sekishoFolderHold = undefined;
}
