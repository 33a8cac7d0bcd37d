import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));

/** Tiers by file name: `x.test.ts` runs anywhere; `x.kernel.test.ts` loads rules into a real kernel, in a namespace of its own. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: /^server-only$/, replacement: `${root}e2e/fixtures/empty.ts` },
    ],
  },
  test: {
    pool: "forks",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          globalSetup: "lib/server/analysis/testing/build-worker.ts",
          include: ["{lib,components,app,scripts,e2e}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.kernel.test.ts", "**/*.host.test.ts"],
          maxWorkers: 2,
          // A guard against hanging, not a measure of speed: random rulesets take their time on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Half of it waits for timers and for packets that must not come.
        test: {
          name: "kernel",
          include: ["**/*.kernel.test.ts"],
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // One after the other, so that none is measured while another one works.
        test: {
          name: "bench",
          include: ["**/*.bench.ts"],
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // Containers mostly wait: for a boot, for a timer to fire.
        test: {
          name: "host",
          include: ["**/*.host.test.ts"],
          maxWorkers: 3,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
