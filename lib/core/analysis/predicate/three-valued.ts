/** Whether a condition holds; `unknown` where the packet or the rules do not say enough. */
export type Holds = boolean | "unknown";

/** Turns a condition round; what is not known stays so. */
export function flip(holds: Holds, negated: boolean | undefined): Holds {
  return holds === "unknown" || !negated ? holds : !holds;
}
