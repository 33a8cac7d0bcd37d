import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { isServiceError } from "../services/service-error";
import { db } from "./client";
import { databaseFile } from "./data-folder";
import { withTestDatabase } from "./testing/test-database";
import { transaction } from "./transaction";

withTestDatabase();

const user = (id: string, name = "") => ({ id, name, email: `${id}@example.org` });

/** A promise and the function that resolves it. */
function signal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

describe("transaction", () => {
  it("shows its rows to nobody before it ends, and keeps writes from outside when it rolls back", async () => {
    const written = signal();
    const goOn = signal();
    const failing = transaction(async (tx) => {
      await tx.user.create({ data: user("inside") });
      written.give();
      await goOn.given;
      throw new Error("change of mind");
    });
    await written.given;
    // Prisma starts a query when somebody waits for it.
    const seen = db.user.count().then((count) => count);
    const outside = db.user.create({ data: user("outside") }).then((row) => row.id);
    // Time enough for both to get through, were nothing in their way.
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    goOn.give();
    await expect(failing).rejects.toThrow("change of mind");
    expect(await seen).toBe(0);
    await outside;
    expect(await db.user.findMany({ select: { id: true } })).toEqual([{ id: "outside" }]);
  });

  it("counts exactly when many read and write at once", async () => {
    await db.user.create({ data: user("counter", "0") });
    const step = () =>
      transaction(async (tx) => {
        const row = await tx.user.findUniqueOrThrow({ where: { id: "counter" } });
        await tx.user.update({ where: { id: "counter" }, data: { name: String(Number(row.name) + 1) } });
      });
    await Promise.all(Array.from({ length: 60 }, step));
    expect((await db.user.findUniqueOrThrow({ where: { id: "counter" } })).name).toBe("60");
  });

  it("waits for another program that holds the database, and succeeds when it lets go", async () => {
    const other = new Database(databaseFile());
    try {
      other.exec("BEGIN IMMEDIATE");
      let tries = 0;
      await transaction(async (tx) => {
        if (++tries === 2) other.exec("ROLLBACK");
        await tx.user.create({ data: user("patient") });
      });
      expect(tries).toBe(2);
    } finally {
      other.close();
    }
    expect(await db.user.count()).toBe(1);
  });
});

describe("troubles of the database have codes, change nothing, and pass", () => {
  const create = (id: string) => db.user.create({ data: { ...user(id), name: "x".repeat(20_000) } });
  const createInTransaction = (id: string) =>
    transaction((tx) => tx.user.create({ data: { ...user(id), name: "x".repeat(20_000) } }));

  async function codeOf(work: Promise<unknown>) {
    const error: unknown = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    return isServiceError(error) ? error.code : error;
  }

  it("locked", async () => {
    const other = new Database(databaseFile());
    other.exec("BEGIN IMMEDIATE");
    expect(await codeOf(create("a"))).toBe("database-locked");
    expect(await codeOf(createInTransaction("b"))).toBe("database-locked");
    other.exec("ROLLBACK");
    other.close();
    await createInTransaction("c");
    expect(await db.user.count()).toBe(1);
  }, 20_000);

  it.each([
    ["database-read-only", "PRAGMA query_only = 1", "PRAGMA query_only = 0"],
    ["disk-full", "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"],
  ])("%s", async (code, on, off) => {
    await db.$queryRawUnsafe(on);
    expect(await codeOf(create("a"))).toBe(code);
    expect(await codeOf(createInTransaction("b"))).toBe(code);
    await db.$queryRawUnsafe(off);
    await createInTransaction("c");
    expect(await db.user.count()).toBe(1);
  });
});
