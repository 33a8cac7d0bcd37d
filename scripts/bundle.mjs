// Bundles an entry for Node, since Node 20 runs no TypeScript.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Writes `entry` and what it imports as one module. `packages`: "external" leaves packages to be found where it runs.
 * Both paths are from the project's root.
 */
export async function bundle(entry, outfile, packages = "bundle") {
  // Here and not above: this file is read before the packages are there.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(root, outfile),
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages,
    tsconfig: join(root, "tsconfig.json"),
    logLevel: "warning",
  });
}

/**
 * The bundle of a command that raises hosts: a path that only this process uses, for the caller to remove. Ends the
 * process where there is no Linux, or no root.
 */
export async function bundleForHosts(entry, name) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    console.error("It needs Linux and root: it raises hosts in namespaces of their own.");
    process.exit(2);
  }
  const outfile = `.cache/${name}/main-${process.pid}.mjs`;
  await bundle(entry, outfile, "external");
  return join(root, outfile);
}
