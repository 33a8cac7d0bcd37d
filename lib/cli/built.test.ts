import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sekisho-bin-"));
  mkdirSync(join(folder, "bin"));
  copyFileSync(
    fileURLToPath(new URL("../../bin/sekisho.mjs", import.meta.url)),
    join(folder, "bin/sekisho.mjs"),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const call = (...words: string[]) =>
  spawnSync(process.execPath, [join(folder, "bin/sekisho.mjs"), ...words], { encoding: "utf8" });

it("says what to do where the command is not built, and is bad input", () => {
  const { status, stderr, stdout } = call("lint", "rules");
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/not built yet\. Run "npm start" once in .*sekisho-bin-/);
});

it("is the built command with its words and its exit code", () => {
  const command = "console.log(process.argv.slice(2).join()); process.exitCode = 3;";
  writeFileSync(join(folder, "bin/sekisho-cli.mjs"), command);
  expect(call("lint", "rules")).toMatchObject({ status: 3, stdout: "lint,rules\n", stderr: "" });
});
