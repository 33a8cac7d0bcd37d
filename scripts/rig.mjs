// `npm run rig -- up KIND [NAME] | list | shell NAME | down NAME|--all`: disposable hosts for trying the panel by hand
// (e2e/rig/command.ts). Bundles it, since Node 20 runs no TypeScript, and becomes it.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

if (process.platform !== "linux" || process.getuid?.() !== 0) {
  console.error("It needs Linux and root: it raises hosts in namespaces of their own.");
  process.exit(2);
}
const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = `${root}.cache/rig/main-${process.pid}.mjs`;
await build({
  entryPoints: [`${root}e2e/rig/main.ts`],
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
process.on("exit", () => rmSync(outfile, { force: true }));
process.chdir(root);
await import(outfile);
