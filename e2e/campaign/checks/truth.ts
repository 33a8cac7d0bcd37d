import { statSync } from "node:fs";
import { join } from "node:path";
import type { Snapshot } from "../host/snapshot";
import { byChain } from "../host/tables";
import type { Standing } from "../panel/messages";
import type { World } from "../world";
import { differences, type Rules } from "./expected";

/** What the host holds by its own record: the rules before the apply, those of the apply, or those of another panel. */
export type Holder = "old" | "new" | "second";

/** By the stored id, which is the last one that any confirm wrote. */
export function holderOf(world: World, snapshot: Snapshot): Holder {
  if (snapshot.confirmed === world.applyId) return "new";
  return world.second !== null && snapshot.confirmed === world.second.id ? "second" : "old";
}

/** A confirm reads the rules before it stores them and renames last; all of it takes less than this. */
const confirmMilliseconds = 1_000;

/** Families in which our jump may be missing, because it was taken away when no confirm could see it any more. */
function excusedJumps(world: World, holder: Holder): readonly (4 | 6)[] {
  const removed = world.jumpRemoved;
  if (removed === null) return [];
  // A rollback does not add a jump again that an administrator took out; it reports it.
  if (holder !== "new") return removed.families;
  try {
    const renamed = statSync(join(world.host.stateFolder, `done.confirm.${world.applyId}`)).ctimeMs;
    return removed.at > renamed - confirmMilliseconds ? removed.families : [];
  } catch {
    return [];
  }
}

/** The rules on the host, held against what its record says, and the foreign ones against what their writers left. */
export function checkRules(
  world: World,
  snapshot: Snapshot,
  rules: { readonly old: Rules; readonly new: Rules; readonly second: Rules | null },
): string[] {
  const holder = holderOf(world, snapshot);
  const expected =
    holder === "new" ? rules.new : holder === "second" ? (rules.second ?? rules.old) : rules.old;
  const found = differences(snapshot, expected, excusedJumps(world, holder)).map(
    (text) => `rules are not the ${holder} ones: ${text}`,
  );
  for (const family of [4, 6] as const) {
    const live = (family === 4 ? snapshot.ipv4 : snapshot.ipv6).foreign;
    const left = byChain(world.foreign[family]);
    if (live.join("\n") === left.join("\n")) continue;
    const missing = left.filter((line) => !live.includes(line));
    const added = live.filter((line) => !left.includes(line));
    found.push(
      `foreign rules of IPv${family} changed: missing ${missing.join("; ") || "nothing"}, added ${added.join("; ") || "nothing"}`,
    );
  }
  return found;
}

/** What the panel has on record, held against the host's own record. `unknown` must have been asked about before. */
export function checkHistory(world: World, snapshot: Snapshot, standing: Standing): string[] {
  const holder = holderOf(world, snapshot);
  const { phase, running } = standing;
  const found: string[] = [];
  if (running) found.push(`the panel's job does not end (${phase})`);
  switch (phase) {
    case "confirmed":
      // Another panel may have put its own rules in their place since; then the host's record of ours is the file.
      if (holder !== "new" && !snapshot.files.includes(`done.confirm.${world.applyId}`))
        found.push(`the panel says confirmed, the host holds the ${holder} rules`);
      break;
    case "rolled_back":
    case "refused":
      if (holder === "new") found.push(`the panel says ${phase}, the host confirmed the new rules`);
      break;
    case "rollback_failed":
      if (!snapshot.files.includes(`failed.rollback.${world.applyId}`))
        found.push("the panel says rollback_failed, the host does not");
      break;
    default:
      found.push(`the panel does not find out how it ended: ${phase}`);
  }
  if (phase === "refused" && snapshot.files.some((name) => name.endsWith(`rollback.${world.applyId}`))) {
    // Nothing was loaded where both timers could not be armed; that is a refusal too.
    const why = standing.reason;
    if (why !== "not-armed" && why !== "state-directory")
      found.push(`the panel says refused (${why}), the host rolled something back`);
  }
  return found;
}
