/** Whether a condition holds; `unknown` where the packet or the rules do not say enough. */
export type Holds = boolean | "unknown";

/** Turns a condition round; what is not known stays so. */
export function flip(holds: Holds, negated: boolean | undefined): Holds {
  return holds === "unknown" || !negated ? holds : !holds;
}

/** True when one holds, false when all fail. */
export function either(a: Holds, b: Holds): Holds {
  if (a === true || b === true) return true;
  return a === "unknown" || b === "unknown" ? "unknown" : false;
}
