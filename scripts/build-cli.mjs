// Bundles lib/cli/main.ts into bin/sekisho.mjs, since Node 20 runs no TypeScript.
import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const outfile = `${root}bin/sekisho.mjs`;

await build({
  entryPoints: [`${root}lib/cli/main.ts`],
  outfile,
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  banner: { js: "#!/usr/bin/env node" },
  tsconfig: `${root}tsconfig.json`,
  logLevel: "warning",
});
chmodSync(outfile, 0o755);
