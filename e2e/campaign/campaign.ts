import { rmSync } from "node:fs";
import { buildPanel, findFaketime } from "./build";
import type { MutantName } from "./mutants";
import { kinds, type Plan, planOf } from "./plan";
import { type Outcome, play } from "./run";
import { Slot } from "./slot";

export type CampaignOptions = {
  readonly root: string;
  readonly seed: number;
  readonly runs: readonly number[];
  readonly slots: number;
  readonly mutant: MutantName | null;
  /** Ends the campaign at the first violation. */
  readonly stopAtFirst?: boolean;
  /** Aborted: no run is begun any more. */
  readonly signal?: AbortSignal;
  readonly onOutcome: (plan: Plan, outcome: Outcome) => void;
};

/** Plays runs on several hosts side by side; each slot keeps to one kind of host for as long as it can. */
export async function campaign(options: CampaignOptions): Promise<void> {
  const { root, seed, runs, slots, mutant, onOutcome } = options;
  const faketime = findFaketime();
  const build = await buildPanel(root, mutant);
  const left = kinds.map((_, kind) => runs.filter((run) => run % kinds.length === kind));
  let stopped = false;
  const work = async (number: number) => {
    let slot: Slot | null = null;
    let at = number % kinds.length;
    try {
      for (;;) {
        if (stopped || options.signal?.aborted) return;
        // Goes on to the fullest kind once its own is done.
        if (left[at]?.length === 0 || left[at] === undefined) {
          const fullest = left
            .map((queue, kind) => ({ kind, size: queue.length }))
            .sort((a, b) => b.size - a.size)[0];
          if (fullest === undefined || fullest.size === 0) return;
          at = fullest.kind;
          await slot?.close();
          slot = null;
        }
        const run = left[at]?.shift();
        if (run === undefined) continue;
        const plan = planOf(seed, run);
        slot ??= await Slot.raise(plan.kind, build, faketime);
        const outcome = await play(plan, slot);
        if (outcome.violations.length > 0) {
          if (options.stopAtFirst) stopped = true;
          // Whatever is wrong with it must not reach the next run.
          await slot.close();
          slot = null;
        }
        onOutcome(plan, outcome);
      }
    } finally {
      await slot?.close();
    }
  };
  try {
    const settled = await Promise.allSettled(Array.from({ length: slots }, (_, number) => work(number)));
    for (const each of settled) if (each.status === "rejected") throw each.reason;
  } finally {
    rmSync(build.bundle, { force: true });
    rmSync(build.tree, { recursive: true, force: true });
  }
}
