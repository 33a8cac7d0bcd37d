// `npm run test:protocol [-- --times 100] [NAME …]`: the tests of the host protocol in their long form: 100 kills of each kind,
// 500 meetings of confirm and expiry for each kind of host (1,000 in all), 500 swaps of rules under traffic, a script cut at
// every byte. Prints what was run and how long it took. NAME picks files (`race`, `timers`). Needs root, and an hour.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { times: { type: "string", default: "100" } },
  allowPositionals: true,
});
const times = Number(values.times);
const folder = join("lib", "server", "hosts", "protocol");
const files = readdirSync(folder).filter(
  (name) =>
    name.endsWith(".kernel.test.ts") &&
    (positionals.length === 0 || positionals.some((part) => name.startsWith(part))),
);
if (!Number.isSafeInteger(times) || times < 1 || files.length === 0) {
  console.error("Usage: npm run test:protocol -- [--times NUMBER] [NAME …]");
  process.exit(2);
}
if (process.getuid?.() !== 0) {
  console.error("It needs root, to load rules into namespaces of its own.");
  process.exit(2);
}

const rows = [];
for (const file of files) {
  console.log(`\n==== ${file}`);
  const started = Date.now();
  const { status } = spawnSync(
    process.execPath,
    [join("node_modules", "vitest", "vitest.mjs"), "run", "--project", "kernel", join(folder, file)],
    { stdio: "inherit", env: { ...process.env, SEKISHO_CAMPAIGN: String(times) } },
  );
  rows.push({ file, seconds: Math.round((Date.now() - started) / 1000), fine: status === 0 });
}
console.log(`\n${times} times each:`);
for (const { file, seconds, fine } of rows) console.log(`${fine ? "passed" : "FAILED"} ${seconds} s ${file}`);
process.exitCode = rows.every(({ fine }) => fine) ? 0 : 1;
