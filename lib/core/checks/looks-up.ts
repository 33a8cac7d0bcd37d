import type { Check } from "./check";
import type { CheckTry } from "./judge-tries";

/** What the rules make of a name that is looked up on the host; `open`: not known, or some servers alone are asked. */
export type LooksUp = "found" | "none" | "open";

/** What is intended of a look-up, in all its tries. */
export function looksUp(tries: readonly Pick<CheckTry, "intended">[]): LooksUp {
  const all = new Set(
    tries.map(({ intended }) => (intended === "works" || intended === "cannot-tell" ? intended : "shut")),
  );
  const [only = "cannot-tell"] = all;
  if (all.size !== 1 || only === "cannot-tell") return "open";
  return only === "works" ? "found" : "none";
}

/** Whether these rules let the host ask none of its name servers, so that a check that agrees means a host without names. */
export function findsNoNames(
  results: readonly { readonly check: Check; readonly tries: readonly Pick<CheckTry, "intended">[] }[],
): boolean {
  const all = results.filter(({ check }) => check.from.kind === "host" && check.kind === "dns");
  return all.length > 0 && all.every(({ tries }) => looksUp(tries) === "none");
}
