// `npm run test:kernel -- --packets 1000000 [--seed 7]`: holds the interpreter, and what is said of useless rules, against
// the real kernel over many more random rulesets and packets than `npm test` does. Prints how many verdicts and counters
// differ, and how many rules were called useless wrongly. Needs root.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { packets: { type: "string" }, seed: { type: "string" } } });
const packets = Number(values.packets ?? 1_000_000);
const seed = Number(values.seed ?? 1);
if (!Number.isSafeInteger(packets) || packets < 1 || !Number.isSafeInteger(seed)) {
  console.error("Usage: npm run test:kernel -- [--packets NUMBER] [--seed NUMBER]");
  process.exit(2);
}

// Each ruleset of both families is loaded through both back ends, and is sent up to a thousand packets.
const rulesets = Math.max(25, Math.ceil(packets / 4 / 950));
const each = Math.ceil(packets / 4 / rulesets);
console.log(`${2 * rulesets} rulesets, ${4 * rulesets * each} packets, seed ${seed}`);
const { status } = spawnSync(
  process.execPath,
  [
    join("node_modules", "vitest", "vitest.mjs"),
    "run",
    "--project",
    "kernel",
    "--no-file-parallelism",
    "lib/core/analysis",
  ],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      SEKISHO_KERNEL_ROUNDS: String(rulesets),
      SEKISHO_KERNEL_PACKETS: String(each),
      SEKISHO_KERNEL_SEED: String(seed),
    },
  },
);
process.exitCode = status ?? 1;
