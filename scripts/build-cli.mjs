// Bundles lib/cli/main.ts into bin/sekisho-cli.mjs, which bin/sekisho.mjs runs, since Node 20 runs no TypeScript.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const outfile = `${root}bin/sekisho-cli.mjs`;

await build({
  entryPoints: [`${root}lib/cli/main.ts`],
  outfile,
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  tsconfig: `${root}tsconfig.json`,
  logLevel: "warning",
});
