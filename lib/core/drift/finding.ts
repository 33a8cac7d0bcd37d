/**
 * What a look at a host's live rules found. `drifted`: our own chains, or the way to them, mean something else than what
 * was confirmed. `others-changed`: they mean the same, and rules of others changed what packets meet. `cannot-tell`: the
 * rules differ, and whether in meaning could not be found out.
 */
export const driftStates = ["same", "drifted", "others-changed", "cannot-tell"] as const;
export type DriftState = (typeof driftStates)[number];

/** How one of the two comparisons ended. */
export type Compared = "equal" | "different" | "cannot-tell";

/**
 * What both comparisons come to: what is ours first, since that is what can be put back. A change by others is the whole
 * finding only where our chains are known to stand: the state says that they do.
 */
export function judgeDrift(own: Compared, others: Compared): DriftState {
  if (own === "different") return "drifted";
  if (own === "cannot-tell") return "cannot-tell";
  if (others === "different") return "others-changed";
  return others === "cannot-tell" ? "cannot-tell" : "same";
}
