import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { campaign } from "./campaign";
import { type MutantName, mutants } from "./mutants";
import { type Counts, count, printTable } from "./table";

/** What a campaign has done so far, kept so that it can go on. */
type State = {
  runs: number[];
  violations: string[];
  counts: Counts;
  ends: Record<string, number>;
  latest: number;
};

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    from: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    slots: { type: "string", default: "4" },
    only: { type: "string" },
    mutant: { type: "string" },
    resume: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const number = (text: string) => {
  const found = Number(text);
  if (!Number.isSafeInteger(found) || found < 0) throw new Error(`not a number: ${text}`);
  return found;
};
const isMutant = (name: string): name is MutantName => name in mutants;
if (values.mutant !== undefined && !isMutant(values.mutant)) {
  console.error(`Unknown mutant: ${values.mutant}. There are: ${Object.keys(mutants).join(", ")}.`);
  process.exit(2);
}
const root = process.cwd();
const seed = number(values.seed);
const folder = join(root, ".cache/faults");
mkdirSync(folder, { recursive: true });
const file = join(folder, `seed-${seed}.json`);
const single = values.only !== undefined;
const kept = !single && values.mutant === undefined;
const state: State =
  values.resume && kept && existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { runs: [], violations: [], counts: {}, ends: {}, latest: 0 };
const from = number(values.from);
const wanted = single
  ? (values.only ?? "").split(",").map(number)
  : Array.from({ length: number(values.runs) }, (_, index) => from + index);
const runs = wanted.filter((run) => !state.runs.includes(run));
console.log(
  `${runs.length} runs, seed ${seed}${values.mutant ? `, with the mutant ${values.mutant}` : ""}${state.runs.length > 0 ? `, ${state.runs.length} done before` : ""}`,
);

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    console.log("Ends after the runs that are under way; --resume plays them again and goes on.");
    stop.abort();
  });
}
const begun = performance.now();
let seconds = 0;
await campaign({
  root,
  seed,
  runs,
  slots: single ? 1 : number(values.slots),
  mutant: values.mutant ?? null,
  stopAtFirst: values.mutant !== undefined,
  signal: stop.signal,
  onOutcome: (plan, outcome) => {
    // At a terminal the signal reached the hosts and panels of these runs, too: they are played again.
    if (stop.signal.aborted) return;
    state.runs.push(plan.run);
    seconds += outcome.seconds;
    count(state.counts, outcome.strikes);
    for (const end of outcome.ends) state.ends[end] = (state.ends[end] ?? 0) + 1;
    state.latest = Math.max(state.latest, ...outcome.accessBack);
    for (const text of outcome.violations) {
      const line = `VIOLATION ${text.split("\n")[0]} | replay: npm run test:faults -- --seed ${seed} --only ${plan.run}`;
      state.violations.push(line);
      console.log(line);
    }
    if (outcome.violations.length > 0 || values.verbose || single) {
      const trace = outcome.trace.join("\n");
      writeFileSync(join(folder, `run-${seed}-${plan.run}.txt`), `${JSON.stringify(plan)}\n${trace}\n`);
      if (values.verbose || single) console.log(`${JSON.stringify(plan.kind)} run ${plan.run}\n${trace}`);
    }
    if (kept) {
      // Moved into place whole: it may be read after a kill.
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    }
    if (state.runs.length % 20 === 0) {
      console.log(
        `${state.runs.length} runs, ${state.violations.length} violations, ${(seconds / Math.max(1, state.runs.length)).toFixed(1)} s a run`,
      );
    }
  },
});

console.log(`\n${printTable(state.counts)}\n`);
console.log(
  `ends: ${Object.entries(state.ends)
    .map(([end, times]) => `${end} ${times}`)
    .join(", ")}`,
);
console.log(`access was back at the latest ${state.latest.toFixed(1)} s after it was owed`);
console.log(
  `${state.runs.length} runs in ${Math.round((performance.now() - begun) / 1000)} s, ${state.violations.length} violations`,
);
for (const line of state.violations) console.log(line);
process.exitCode = state.violations.length > 0 ? 1 : 0;
