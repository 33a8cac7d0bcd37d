import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const folder = join(import.meta.dirname, "protocol");
const rows = [...readme.matchAll(/\| `([\w-]+\.(?:kernel|host))`: (.+) \|$/gm)].map(
  ([, file = "", name = ""]) => ({ file: `${file}.test.ts`, name }),
);

test("every row of the fault table names a test that is there", () => {
  expect(rows.length).toBeGreaterThan(40);
  expect(readme.match(/^\| (?!What goes|Neighbour)/gm)).toHaveLength(rows.length);
  const there = readdirSync(folder);
  for (const { file, name } of rows) {
    expect(there).toContain(file);
    expect(readFileSync(join(folder, file), "utf8"), `${file}: ${name}`).toContain(name);
  }
});
