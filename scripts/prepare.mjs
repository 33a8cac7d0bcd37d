// Everything between a fresh clone and a panel that can be served. Node built-ins only: it runs before `npm ci`.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAnalysis } from "./build-analysis.mjs";
import { installPackages } from "./packages.mjs";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));
const oldestNode = [20, 19];

/** What the built panel is made of. */
const sources = [
  "app",
  "components",
  "lib",
  "messages",
  "public",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "prisma/schema.prisma",
  "proxy.ts",
  "tsconfig.json",
];

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(
    `Node ${oldestNode.join(".")} or newer is needed; this is ${process.versions.node}. Get one: https://nodejs.org`,
  );
}

/** Runs a program of node_modules; its output is shown only when it fails. */
function run(words, environment = {}) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, words, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    child.once("error", failed);
    child.once("close", (code, signal) =>
      code === 0
        ? done()
        : failed(new Error(`${words.join(" ")} ended with ${code ?? signal}.\n${output.trim()}`)),
    );
  });
}

/** Runs a step when its input changed since it last worked; returns what was done. */
async function whenStale(stamp, output, hash, work) {
  if (isFresh(stamp, hash) && existsSync(output)) return "up to date";
  rmSync(stamp, { force: true });
  await work();
  writeStamp(stamp, hash);
  return "done";
}

const steps = {
  packages: () => installPackages(root),
  "database client": () => {
    const output = join(root, "lib/server/db/generated");
    const hash = hashOf(root, ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
    return whenStale(join(output, ".stamp"), join(output, "client.ts"), hash, () =>
      run(["node_modules/prisma/build/index.js", "generate"]),
    );
  },
  "command line": () => {
    const output = join(root, "bin/sekisho-cli.mjs");
    const hash = hashOf(root, [
      "lib/cli",
      "lib/core",
      "scripts/build-cli.mjs",
      "scripts/bundle.mjs",
      "package.json",
      "package-lock.json",
    ]);
    return whenStale(join(root, ".cache/cli.stamp"), output, hash, () => run(["scripts/build-cli.mjs"]));
  },
  analysis: buildAnalysis,
  panel: () => {
    const output = join(root, ".next");
    return whenStale(join(output, ".stamp"), join(output, "BUILD_ID"), hashOf(root, sources), () =>
      run(["node_modules/next/dist/bin/next", "build"], { NODE_ENV: "production" }),
    );
  },
};

/** Runs one step with a line of progress: its name at once, what was done and the seconds when it ends. */
async function step(name, work) {
  process.stdout.write(`${name.padEnd(16)} … `);
  const started = performance.now();
  try {
    const done = await work();
    console.log(`${done}  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.log("failed");
    throw error;
  }
}

/**
 * Installs, generates, bundles and builds what is stale. `build: false` leaves the panel itself out. Throws an error
 * with a text for people.
 */
export async function prepare({ build = true } = {}) {
  checkNode();
  for (const [name, work] of Object.entries(steps)) if (build || name !== "panel") await step(name, work);
}
