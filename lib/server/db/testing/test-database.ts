import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { closeClient } from "../client";
import { databaseFile } from "../data-folder";
import { migrate } from "../migrate";

/** Gives each test of the file a data folder of its own, with a migrated and empty database behind `db`. */
export function withTestDatabase(): void {
  let folder = "";
  let before: string | undefined;

  beforeEach(() => {
    before = process.env.SEKISHO_DATA;
    folder = mkdtempSync(join(tmpdir(), "sekisho-data-"));
    process.env.SEKISHO_DATA = folder;
    migrate(databaseFile());
  });

  afterEach(async () => {
    await closeClient();
    if (before === undefined) delete process.env.SEKISHO_DATA;
    else process.env.SEKISHO_DATA = before;
    rmSync(folder, { recursive: true, force: true });
  });
}
