import { createHash, randomUUID } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { ServiceError } from "../services/service-error";
import { asDatabaseError } from "./database-error";

/**
 * How long one start waits for another one that migrates. Shorter: two starts at once fail for nothing. Longer: a
 * program that holds the database for good is reported too late.
 */
const lockWaitMilliseconds = 20_000;

type Migration = { readonly name: string; readonly sql: string; readonly checksums: readonly string[] };
type Row = { migration_name: string; checksum: string; finished_at: string | null };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The migrations on disk, oldest first. Both line endings of a file are the same file: git on Windows changes them. */
function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      const unix = sql.replaceAll("\r\n", "\n");
      return { name, sql, checksums: [sha256(sql), sha256(unix), sha256(unix.replaceAll("\n", "\r\n"))] };
    });
}

/** Throws unless the history in the database is a clean beginning of the migrations on disk. */
function checkHistory(rows: readonly Row[], migrations: readonly Migration[]): void {
  for (const row of rows) {
    const params = { migration: row.migration_name };
    if (row.finished_at === null)
      throw new ServiceError(
        "migration-unfinished",
        `The change "${row.migration_name}" of the database began and never ended. Bring back a copy of the data folder from before it.`,
        { status: 500, params },
      );
    const migration = migrations.find((candidate) => candidate.name === row.migration_name);
    if (migration === undefined)
      throw new ServiceError(
        "database-newer",
        `The database was written by a newer version of the panel (it knows "${row.migration_name}"). Start that version, or bring back an older copy of the data folder.`,
        { status: 500, params },
      );
    if (!migration.checksums.includes(row.checksum))
      throw new ServiceError(
        "migration-changed",
        `The file of the migration "${row.migration_name}" is not the one that this database was made with. Bring back the original file.`,
        { status: 500, params },
      );
  }
}

function apply(database: Database.Database, migration: Migration): void {
  const startedAt = new Date().toISOString().replace("Z", "+00:00");
  database.exec(migration.sql);
  const broken = database.pragma("foreign_key_check") as { table: string }[];
  if (broken.length > 0)
    throw new ServiceError(
      "migration-broken",
      `The migration "${migration.name}" would leave rows of "${broken[0]?.table}" that point at nothing. Nothing was changed.`,
      { status: 500, params: { migration: migration.name } },
    );
  database
    .prepare(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
       VALUES (?, ?, ?, ?, NULL, NULL, ?, 1)`,
    )
    .run(
      randomUUID(),
      migration.checksums[0],
      new Date().toISOString().replace("Z", "+00:00"),
      migration.name,
      startedAt,
    );
}

function migrateOpen(database: Database.Database, folder: string): string[] {
  database.pragma("journal_mode = WAL");
  // Inside a transaction this pragma is ignored, also where a migration file sets it. With foreign keys on, a table
  // that is dropped to be made anew takes the rows that point at it along.
  database.pragma("foreign_keys = OFF");
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec(`CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
      "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
      "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
      "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`);
    const rows = database
      .prepare(
        `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
      )
      .all() as Row[];
    const migrations = readMigrations(folder);
    checkHistory(rows, migrations);
    const done = new Set(rows.map((row) => row.migration_name));
    const missing = migrations.filter((migration) => !done.has(migration.name));
    for (const migration of missing) apply(database, migration);
    database.exec("COMMIT");
    return missing.map((migration) => migration.name);
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Brings a database file to the newest schema and returns the names of the migrations that it applied. All or nothing;
 * several starts at once are fine: one migrates, the others wait and see nothing to do. The table of the history is
 * the one that `prisma migrate` uses, so both agree on it.
 *
 * Throws `ServiceError`: database-newer, migration-changed, migration-unfinished, migration-broken, database-locked,
 * database-read-only, disk-full, database-not-readable, database-damaged.
 */
export function migrate(
  file: string,
  folder: string = resolve(/* turbopackIgnore: true */ "prisma/migrations"),
): string[] {
  try {
    // For its owner only; SQLite gives the files beside it the same permissions.
    closeSync(openSync(file, "a", 0o600));
    const database = new Database(file, { timeout: lockWaitMilliseconds });
    try {
      return migrateOpen(database, folder);
    } finally {
      database.close();
    }
  } catch (error) {
    throw asDatabaseError(error) ?? error;
  }
}
