// npm run migration -- NAME: writes prisma/migrations/<UTC stamp>_<name>/migration.sql from the change of the schema.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { schemaDiff } from "./schema-diff.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const migrations = join(root, "prisma/migrations");

const name = process.argv[2] ?? "";
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error("Usage: npm run migration -- NAME   (NAME in lower case: letters, digits, underscores)");
  process.exit(2);
}

const sql = await schemaDiff({ schema: join(root, "prisma/schema.prisma"), migrations });
if (sql === null) {
  console.log("The migrations already lead to this schema: nothing to write.");
  process.exit(0);
}

const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const file = join(migrations, `${stamp}_${name}`, "migration.sql");
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, sql);
console.log(`Wrote ${relative(process.cwd(), file)}. Read it before you commit it:`);
console.log("- a new column that is NOT NULL needs a default, or it fails on a table with rows;");
console.log(
  "- a table that is dropped and made anew loses its triggers and its partial indexes: add them again.",
);
