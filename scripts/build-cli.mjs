// Bundles lib/cli/main.ts into bin/sekisho-cli.mjs, which bin/sekisho.mjs runs.
import { bundle } from "./bundle.mjs";

await bundle("lib/cli/main.ts", "bin/sekisho-cli.mjs");
