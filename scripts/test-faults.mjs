// `npm run test:faults -- --runs 1000 --seed 7`: the fault campaign (e2e/campaign/README.md). Bundles it, since Node 20
// runs no TypeScript, and runs it. Needs root.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildAnalysis } from "./build-analysis.mjs";

if (process.platform !== "linux" || process.getuid?.() !== 0) {
  console.error("The fault campaign needs Linux and root: it raises hosts in namespaces of their own.");
  process.exit(2);
}
const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = `${root}.cache/campaign/main-${process.pid}.mjs`;
await buildAnalysis();
await build({
  entryPoints: [`${root}e2e/campaign/main.ts`],
  outfile,
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  tsconfig: `${root}tsconfig.json`,
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: "inherit",
  cwd: root,
});
rmSync(outfile, { force: true });
process.exitCode = status ?? 1;
