#!/usr/bin/env node
// `npm start` builds the command, since Node 20 runs no TypeScript. Until then this says so.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = new URL("./sekisho-cli.mjs", import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  const folder = fileURLToPath(new URL("../", import.meta.url));
  console.error(
    `sekisho: the command is not built yet. Run "npm start" once in ${folder}, then call it again.`,
  );
  process.exitCode = 2;
}
