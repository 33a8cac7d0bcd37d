import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "./migrate";

let folder = "";
let file = "";
let migrations = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sekisho-migrate-"));
  file = join(folder, "sekisho.db");
  migrations = join(folder, "migrations");
  mkdirSync(migrations);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, sql: string) {
  mkdirSync(join(migrations, name), { recursive: true });
  writeFileSync(join(migrations, name, "migration.sql"), sql);
}

function ask<T>(sql: string): T[] {
  const database = new Database(file);
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

function run(sql: string) {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return null;
};

const authors = `
CREATE TABLE "Author" ("id" INTEGER PRIMARY KEY, "name" TEXT);
CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "authorId" INTEGER NOT NULL,
  FOREIGN KEY ("authorId") REFERENCES "Author" ("id") ON DELETE CASCADE);`;

/** What Prisma writes when a column changes: the table is dropped and made anew. */
const redefined = `
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Author" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL DEFAULT '');
INSERT INTO "new_Author" ("id", "name") SELECT "id", coalesce("name", '') FROM "Author";
DROP TABLE "Author";
ALTER TABLE "new_Author" RENAME TO "Author";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;`;

describe("migrate", () => {
  it("applies what is missing in the order of names, once", () => {
    write("2_second", `ALTER TABLE "A" ADD COLUMN "b" TEXT;`);
    write("1_first", `CREATE TABLE "A" ("id" INTEGER);`);
    expect(migrate(file, migrations)).toEqual(["1_first", "2_second"]);
    expect(migrate(file, migrations)).toEqual([]);
    write("3_third", `ALTER TABLE "A" ADD COLUMN "c" TEXT;`);
    expect(migrate(file, migrations)).toEqual(["3_third"]);
    expect(ask(`SELECT name FROM pragma_table_info('A')`)).toEqual([
      { name: "id" },
      { name: "b" },
      { name: "c" },
    ]);
  });

  it("keeps the rows that point at a table which is dropped and made anew", () => {
    write("1_first", authors);
    migrate(file, migrations);
    run(`INSERT INTO "Author" VALUES (1, 'a'); INSERT INTO "Post" VALUES (1, 1), (2, 1);`);
    write("2_redefine", redefined);
    expect(migrate(file, migrations)).toEqual(["2_redefine"]);
    expect(ask(`SELECT count(*) AS n FROM "Post"`)).toEqual([{ n: 2 }]);
    expect(ask(`SELECT "from", "table" FROM pragma_foreign_key_list('Post')`)).toEqual([
      { from: "authorId", table: "Author" },
    ]);
  });

  it("changes nothing when one of several files fails", () => {
    write("1_first", authors);
    write("2_broken", `CREATE TABLE "B" ("id" INTEGER); SELECT * FROM nowhere;`);
    expect(() => migrate(file, migrations)).toThrow(/nowhere/);
    expect(ask(`SELECT name FROM sqlite_master WHERE type = 'table'`)).toEqual([]);
  });

  it("refuses a migration that leaves rows which point at nothing", () => {
    write("1_first", authors);
    migrate(file, migrations);
    run(`INSERT INTO "Author" VALUES (1, 'a'); INSERT INTO "Post" VALUES (1, 1);`);
    write("2_orphans", `DELETE FROM "Author";`);
    expect(codeOf(() => migrate(file, migrations))).toBe("migration-broken");
    expect(ask(`SELECT count(*) AS n FROM "Author"`)).toEqual([{ n: 1 }]);
  });

  it("refuses a database that a newer version wrote", () => {
    write("1_first", authors);
    write("2_future", `CREATE TABLE "B" ("id" INTEGER);`);
    migrate(file, migrations);
    rmSync(join(migrations, "2_future"), { recursive: true });
    expect(codeOf(() => migrate(file, migrations))).toBe("database-newer");
  });

  it("refuses a changed file, and takes other line endings for the same file", () => {
    write("1_first", authors);
    migrate(file, migrations);
    write("1_first", authors.replaceAll("\n", "\r\n"));
    expect(migrate(file, migrations)).toEqual([]);
    write("1_first", `${authors} -- changed`);
    expect(codeOf(() => migrate(file, migrations))).toBe("migration-changed");
  });

  it("refuses a history with a migration that never ended", () => {
    write("1_first", authors);
    migrate(file, migrations);
    run(`UPDATE "_prisma_migrations" SET finished_at = NULL`);
    expect(codeOf(() => migrate(file, migrations))).toBe("migration-unfinished");
  });

  it("names what is wrong with the file", () => {
    writeFileSync(file, "this is no database, and it is long enough to be looked at".repeat(20));
    expect(codeOf(() => migrate(file, migrations))).toBe("database-damaged");
    expect(codeOf(() => migrate(folder, migrations))).toBe("database-not-readable");
  });

  it("makes the file for its owner only", () => {
    migrate(file, migrations);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("lets one of several starts migrate, and the others see nothing to do", async () => {
    write("1_first", authors);
    write("2_redefine", redefined);
    const bundle = join(folder, "start.mjs");
    await build({
      stdin: {
        contents: `import { migrate } from "./migrate";
          console.log("here");
          console.log(JSON.stringify(migrate(process.argv[2], process.argv[3])));`,
        resolveDir: import.meta.dirname,
      },
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["better-sqlite3"],
    });

    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    // All of them find the database held, so that all of them go for it at once.
    const holder = new Database(file);
    holder.pragma("journal_mode = WAL");
    holder.exec("BEGIN IMMEDIATE");
    const starts = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, [bundle, file, migrations]);
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => {
          output += text;
        });
      return {
        here: new Promise((done) => child.stdout.once("data", done)),
        answer: new Promise<string>((done) => child.once("close", () => done(output.trim()))),
      };
    });
    await Promise.all(starts.map((start) => start.here));
    holder.exec("ROLLBACK");
    holder.close();
    const answers = await Promise.all(starts.map((start) => start.answer));
    expect(answers.sort()).toEqual([`here\n["1_first","2_redefine"]`, "here\n[]", "here\n[]", "here\n[]"]);
  }, 30_000);
});
