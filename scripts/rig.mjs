// `npm run rig -- up KIND [NAME] | list | shell NAME | down NAME|--all`: disposable hosts for trying the panel by hand
// (e2e/rig/command.ts). Bundles it, and becomes it. Needs root.
import { rmSync } from "node:fs";
import { bundleForHosts, root } from "./bundle.mjs";

const main = await bundleForHosts("e2e/rig/main.ts", "rig");
process.on("exit", () => rmSync(main, { force: true }));
process.chdir(root);
await import(main);
