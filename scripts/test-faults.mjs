// `npm run test:faults -- --runs 1000 --seed 7`: the fault campaign (e2e/campaign/README.md). Bundles it, and runs it.
// Needs root.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { buildAnalysis } from "./build-analysis.mjs";
import { bundleForHosts, root } from "./bundle.mjs";

const main = await bundleForHosts("e2e/campaign/main.ts", "campaign");
await buildAnalysis();
const { status } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], {
  stdio: "inherit",
  cwd: root,
});
rmSync(main, { force: true });
process.exitCode = status ?? 1;
