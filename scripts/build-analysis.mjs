// Bundles lib/server/analysis/worker.ts into bin/analysis-worker.mjs: a thread needs a file of its own to start from.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle, root } from "./bundle.mjs";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";

const outfile = join(root, "bin/analysis-worker.mjs");
const stamp = join(root, ".cache/analysis.stamp");
const sources = [
  "lib/server/analysis",
  "lib/core",
  "scripts/build-analysis.mjs",
  "scripts/bundle.mjs",
  "package-lock.json",
];

/** Makes the bundle when what it is made of has changed; returns what was done. */
export async function buildAnalysis() {
  const hash = hashOf(root, sources);
  if (existsSync(outfile) && isFresh(stamp, hash)) return "up to date";
  rmSync(stamp, { force: true });
  // Moved into place when it is whole: a thread may be starting from the old one.
  const made = `bin/analysis-worker.mjs.${process.pid}`;
  mkdirSync(join(root, "bin"), { recursive: true });
  await bundle("lib/server/analysis/worker.ts", made);
  renameSync(join(root, made), outfile);
  writeStamp(stamp, hash);
  return "done";
}
