// `npm test`: sets up what is missing, runs every tier, and closes with one line of counts.
// `npm test -- check unit` runs only these tiers.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { prepare } from "./prepare.mjs";
import { installMissingPackages } from "./test-packages.mjs";

const results = mkdtempSync(join(tmpdir(), "sekisho-test-"));
const node = process.execPath;
const bin = (name) => join("node_modules", ".bin", name);
const root = process.getuid?.() === 0;
const linux = process.platform === "linux";

/** What failed, told again at the very end: a log is often cut to its tail. */
const failures = [];

/** Runs a program with its output shown; true when it ended well. */
function shown(program, ...words) {
  return (
    spawnSync(program, words, { stdio: "inherit", env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } })
      .status === 0
  );
}

/** Steps that pass or fail as one. */
function steps(list) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, ...words] of list) {
    console.log(`-- ${name}`);
    if (shown(...words)) count.passed++;
    else {
      count.failed++;
      failures.push(name);
    }
  }
  return count;
}

/** The first lines of what a failed test said, indented. */
function excerpt(messages) {
  const lines = messages.join("\n").split("\n").slice(0, 25);
  return lines.map((line) => `    ${line}`).join("\n");
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** One project of the vitest configuration, counted by its own report. */
function vitest(project) {
  const file = join(results, `${project}.json`);
  const fine = shown(
    bin("vitest"),
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    "--reporter=./scripts/second-try-reporter.mjs",
    // Real kernels and processes at a machine's own pace: what passes only at the second try is named.
    ...(process.env.CI && project !== "unit" ? ["--retry=1"] : []),
    `--outputFile.json=${file}`,
  );
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  for (const { name, status, message, assertionResults } of report.testResults) {
    const bad = assertionResults.filter((test) => test.status === "failed");
    for (const test of bad)
      failures.push(`${relative(".", name)} › ${test.fullName}\n${excerpt(test.failureMessages)}`);
    if (status === "failed" && bad.length === 0)
      failures.push(`${relative(".", name)}\n${excerpt([message])}`);
  }
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    // A file that cannot be loaded fails the run without a failed test.
    failed: fine ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The browser journeys, counted by Playwright's own report. */
function playwright() {
  const file = join(results, "browser.json");
  process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = file;
  const fine = shown(bin("playwright"), "test", "--reporter=list,json");
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  if (flaky > 0)
    console.log(`${flaky} of the journeys passed only at the second try; the report above names them`);
  return { passed: expected + flaky, failed: fine ? unexpected : Math.max(unexpected, 1), skipped };
}

/** Each tier: what it needs here (a reason why it cannot run, or null) and how it runs. */
const tiers = {
  check: {
    obstacle: () => null,
    run: () =>
      steps([
        ["lint and format", bin("biome"), "check", "--error-on-warnings", "."],
        ["route types", bin("next"), "typegen"],
        ["types", bin("tsc"), "--noEmit", "--incremental", "false"],
        [
          "lock file",
          process.env.npm_execpath ? node : "npm",
          ...(process.env.npm_execpath ? [process.env.npm_execpath] : []),
          "ci",
          "--dry-run",
          "--silent",
        ],
      ]),
  },
  unit: { obstacle: () => null, run: () => vitest("unit") },
  kernel: {
    obstacle: () =>
      !linux ? "it needs Linux" : !root ? "it needs root, to load rules into namespaces of its own" : null,
    run: () => vitest("kernel"),
  },
  host: {
    obstacle: () => (!linux ? "it needs Linux" : !root ? "it needs root, to boot a container" : null),
    run: () => vitest("host"),
  },
  bench: {
    // Only when asked for: a measure, not a test.
    onDemand: true,
    obstacle: () => null,
    run: () => vitest("bench"),
  },
  browser: {
    obstacle: () => (linux ? null : "the practice VPS needs Linux"),
    run: () => playwright(),
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in tiers));
if (unknown.length > 0) {
  console.error(`Unknown tier: ${unknown.join(", ")}. There are: ${Object.keys(tiers).join(", ")}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
try {
  installMissingPackages();
  await prepare({ build: wanted.length === 0 || wanted.includes("browser") });
  for (const [name, { obstacle, run, onDemand }] of Object.entries(tiers)) {
    if (wanted.length === 0 ? onDemand : !wanted.includes(name)) continue;
    console.log(`\n==== ${name}`);
    const reason = obstacle();
    const started = Date.now();
    const count = reason === null ? run() : { passed: 0, failed: 0, skipped: 1 };
    if (reason !== null) console.log(`skipped: ${reason}`);
    // In continuous integration everything can run, so a skip hides something.
    if (process.env.CI && count.skipped > 0) {
      console.log(`${count.skipped} skipped in ${name}: in CI that is a failure`);
      count.failed += count.skipped;
      count.skipped = 0;
    }
    for (const key of Object.keys(total)) total[key] += count[key];
    console.log(
      `==== ${name}: ${count.passed} passed, ${count.failed} failed, ${Math.round((Date.now() - started) / 1000)} s`,
    );
  }
} finally {
  rmSync(results, { recursive: true, force: true });
}
for (const failure of failures) console.log(`\nFAILED ${failure}`);
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
