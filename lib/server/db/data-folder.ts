import { chmodSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * The folder that holds the database and the master key: `SEKISHO_DATA`, or `.data` where the panel was started.
 * Created on first use, for its owner only.
 */
export function dataFolder(): string {
  if (process.env.NEXT_PHASE === "phase-production-build")
    throw new Error("A page asked for data while the panel was built: `await connection()` before it does.");
  const folder = resolve(/* turbopackIgnore: true */ process.env.SEKISHO_DATA || ".data");
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) chmodSync(folder, 0o700);
  return folder;
}

/** The database file in the data folder. */
export function databaseFile(): string {
  return join(dataFolder(), "sekisho.db");
}
