import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdFolder, releaseFolder } from "./hold-folder";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sekisho-hold-"));
});
afterEach(() => {
  releaseFolder();
  rmSync(folder, { recursive: true, force: true });
});

const otherPanel = `
const Database = require("better-sqlite3");
const hold = new Database(process.argv[1] + "/lock.db");
hold.exec("BEGIN EXCLUSIVE");
console.log("held");
setInterval(() => {}, 1000);`;

it("refuses a folder that another panel holds, by name, and takes it once that one was killed", async () => {
  const other = spawn(process.execPath, ["-e", otherPanel, folder], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(other.stdout, "data");
    expect(() => holdFolder(folder)).toThrow(expect.objectContaining({ code: "data-folder-in-use" }));
    expect(() => holdFolder(folder)).toThrow(folder);
    const gone = once(other, "exit");
    other.kill("SIGKILL");
    await gone;
    holdFolder(folder);
  } finally {
    other.kill("SIGKILL");
  }
}, 30_000);

it("is asked more than once by one process without harm", () => {
  holdFolder(folder);
  holdFolder(folder);
});
