import { expect, it } from "vitest";
import { asDatabaseError } from "./database-error";

const driverError = (code: string) => Object.assign(new Error("disk I/O error"), { code });

it.each([
  ["SQLITE_BUSY_SNAPSHOT", "database-locked"],
  ["SQLITE_READONLY_DBMOVED", "database-read-only"],
  // What the driver says when the disk under an open database turns read-only (seen on ext4).
  ["SQLITE_IOERR_WRITE", "database-read-only"],
  ["SQLITE_IOERR_FSYNC", "database-read-only"],
  ["EROFS", "database-read-only"],
  ["ENOSPC", "disk-full"],
  ["SQLITE_IOERR_READ", "database-not-readable"],
  ["SQLITE_CORRUPT_INDEX", "database-damaged"],
])("%s is told as %s", (code, told) => {
  expect(asDatabaseError(driverError(code))?.code).toBe(told);
  const wrapped = Object.assign(new Error("adapter"), { cause: { originalCode: code } });
  if (code.startsWith("SQLITE_"))
    expect(asDatabaseError(new Error("query", { cause: wrapped }))).toBeTruthy();
});

it("leaves every other error as it is", () => {
  expect(asDatabaseError(new Error("no"))).toBeNull();
  expect(asDatabaseError(Object.assign(new Error("no"), { code: "ENOENT" }))).toBeNull();
});
