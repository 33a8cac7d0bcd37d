// Bundles lib/server/analysis/worker.ts into bin/analysis-worker.mjs: a thread needs a file of its own to start from.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = join(root, "bin/analysis-worker.mjs");
const stamp = join(root, ".cache/analysis.stamp");
const sources = ["lib/server/analysis", "lib/core", "scripts/build-analysis.mjs", "package-lock.json"];

/** Makes the bundle when what it is made of has changed; returns what was done. */
export async function buildAnalysis() {
  const hash = hashOf(root, sources);
  if (existsSync(outfile) && isFresh(stamp, hash)) return "up to date";
  rmSync(stamp, { force: true });
  // Here and not above: this file is read before the packages are there.
  const { build } = await import("esbuild");
  // Moved into place when it is whole: a thread may be starting from the old one.
  const made = `${outfile}.${process.pid}`;
  mkdirSync(join(root, "bin"), { recursive: true });
  await build({
    entryPoints: [join(root, "lib/server/analysis/worker.ts")],
    outfile: made,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    tsconfig: join(root, "tsconfig.json"),
    logLevel: "warning",
  });
  renameSync(made, outfile);
  writeStamp(stamp, hash);
  return "done";
}
