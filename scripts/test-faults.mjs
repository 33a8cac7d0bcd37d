// `npm run test:faults -- --runs 1000 --seed 7`: the fault campaign (e2e/campaign/README.md). Bundles it, and runs it.
// Without options: every fault that there is a test for, the long form of the protocol's own tests before it. Needs root.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { buildAnalysis } from "./build-analysis.mjs";
import { bundleForHosts, root } from "./bundle.mjs";

const main = await bundleForHosts("e2e/campaign/main.ts", "campaign");
await buildAnalysis();
const options = process.argv.slice(2);
const run = (...words) => spawnSync(process.execPath, words, { stdio: "inherit", cwd: root }).status ?? 1;
const protocol = options.length === 0 ? run("scripts/test-protocol.mjs") : 0;
const campaign = run(main, ...options);
rmSync(main, { force: true });
process.exitCode = protocol || campaign;
