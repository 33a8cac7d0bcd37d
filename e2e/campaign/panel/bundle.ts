import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { SourceChange } from "../mutants";

/**
 * Bundles the panel as a process: the shipped start, job runner, services, database and SSH, with the campaign's times.
 * Answers the path of the bundle. It stays inside the tree, where its packages are found.
 */
export async function bundlePanel(
  root: string,
  name: string,
  changes: readonly SourceChange[],
): Promise<string> {
  const folder = join(root, ".cache/campaign");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(root, "e2e/campaign/panel/main.ts")],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
    logLevel: "warning",
    plugins: [
      {
        name: "campaign",
        setup(bundle) {
          bundle.onResolve({ filter: /^server-only$/ }, () => ({
            path: join(root, "e2e/fixtures/empty.ts"),
          }));
          // Node finds no names in this package when a module imports it, as bundlers do.
          bundle.onResolve({ filter: /^ssh2$/ }, ({ namespace }) =>
            namespace === "named" ? { path: "ssh2", external: true } : { path: "ssh2", namespace: "named" },
          );
          bundle.onLoad({ filter: /.*/, namespace: "named" }, () => ({
            contents: 'import ssh2 from "ssh2"; export const { Client, Server, utils } = ssh2;',
            resolveDir: root,
          }));
          bundle.onLoad({ filter: /lib\/core\/rollout\/timing\.ts$/ }, () => ({
            contents: readFileSync(join(root, "e2e/campaign/panel/timing.ts"), "utf8"),
            loader: "ts",
            resolveDir: join(root, "e2e/campaign/panel"),
          }));
          for (const { file, from, to } of changes) {
            const path = resolve(root, file);
            bundle.onLoad({ filter: new RegExp(`${file.replaceAll(/[.]/g, "\\.")}$`) }, () => {
              const text = readFileSync(path, "utf8");
              if (!text.includes(from)) throw new Error(`${file} holds no such text any more: ${from}`);
              return { contents: text.replaceAll(from, () => to), loader: "ts" };
            });
          }
        },
      },
    ],
  });
  return outfile;
}
