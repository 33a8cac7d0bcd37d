import { readObserved } from "@/lib/core/compile/observe";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";

/** What a rule that logs is followed by: the answer that a logged packet got. */
export type LoggedBy = {
  readonly prefix: string;
  /** The line of the policy; null: the last verdict of a direction. */
  readonly ruleId: string | null;
  readonly verdict: "accept" | "drop" | "reject";
  /** The verdict is what it would be: the packet went on, and the rules below decided. */
  readonly observed: boolean;
};

function verdictOf({ target }: Rule): LoggedBy["verdict"] | null {
  return target.kind === "accept" || target.kind === "drop" || target.kind === "reject" ? target.kind : null;
}

/**
 * The rules that log, by the prefix of their lines. A rule logs just before it answers, so the next verdict of the same
 * chain is the answer; both families write the same prefix. One that only observes says itself what would be the answer.
 */
export function loggedBy(rulesets: readonly Ruleset[]): ReadonlyMap<string, LoggedBy> {
  const found = new Map<string, LoggedBy>();
  for (const { rules } of rulesets.flatMap(({ tables }) => tables.flatMap(({ chains }) => chains))) {
    for (const [at, { target, origin }] of rules.entries()) {
      if ((target.kind !== "log" && target.kind !== "nflog") || found.has(target.prefix)) continue;
      const observed = readObserved(target.prefix);
      const verdict =
        observed?.verdict ??
        rules
          .slice(at + 1)
          .map(verdictOf)
          .find((one) => one !== null);
      const { prefix } = target;
      if (verdict)
        found.set(prefix, {
          prefix,
          ruleId: origin?.ruleId ?? null,
          verdict,
          observed: observed !== null,
        });
    }
  }
  return found;
}
