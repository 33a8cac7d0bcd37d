import { ServiceError } from "../services/service-error";

/** What the system says of a file, in SQLite's words. */
const fileTroubles: Readonly<Record<string, string>> = {
  EROFS: "SQLITE_READONLY",
  EACCES: "SQLITE_READONLY",
  EPERM: "SQLITE_READONLY",
  ENOSPC: "SQLITE_FULL",
  EDQUOT: "SQLITE_FULL",
  EISDIR: "SQLITE_CANTOPEN",
  ENOTDIR: "SQLITE_CANTOPEN",
};

/** SQLite's name of a result code (`SQLITE_BUSY_SNAPSHOT` …), wherever the driver or its adapter put it. */
function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, cause, meta } = error as Error & { code?: unknown; meta?: { driverAdapterError?: unknown } };
  if (typeof code === "string" && code.startsWith("SQLITE_")) return code;
  if (typeof code === "string" && code in fileTroubles) return fileTroubles[code] ?? null;
  if (meta?.driverAdapterError !== undefined) return sqliteCode(meta.driverAdapterError);
  const original = (cause as { originalCode?: unknown } | undefined)?.originalCode;
  return typeof original === "string" ? original : sqliteCode(cause);
}

/** A trouble of the database itself as a coded error with what to do about it; null for every other error. */
export function asDatabaseError(error: unknown): ServiceError | null {
  const code = sqliteCode(error);
  if (code === null) return null;
  const is = (...names: string[]) => names.some((name) => code === name || code.startsWith(`${name}_`));
  if (is("SQLITE_BUSY", "SQLITE_LOCKED"))
    return new ServiceError(
      "database-locked",
      "Another program holds the database. Nothing was changed. Close that program, then try again.",
      { status: 503, cause: error },
    );
  // A disk that turns read-only or breaks under an open database shows as a failed write, not as SQLITE_READONLY.
  if (is("SQLITE_READONLY") || /^SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|DELETE)/.test(code))
    return new ServiceError(
      "database-read-only",
      "The database cannot be written. Nothing was changed. Check who owns the data folder, and whether its disk is mounted read-only.",
      { status: 503, cause: error },
    );
  if (is("SQLITE_FULL"))
    return new ServiceError(
      "disk-full",
      "The disk that holds the database is full. Nothing was changed. Free some space, then try again.",
      { status: 507, cause: error },
    );
  if (is("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH"))
    return new ServiceError(
      "database-not-readable",
      "The database file cannot be opened or read. Check the data folder and its disk.",
      { status: 503, params: { detail: code }, cause: error },
    );
  if (is("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    return new ServiceError(
      "database-damaged",
      "The database file is damaged. Stop the panel and bring back a copy of the data folder.",
      { status: 503, params: { detail: code }, cause: error },
    );
  return null;
}
