import type { InboundRule, OutboundRule, PolicyBody } from "./schema";

/** What of a policy only observes. `ends`: all that leaves passes; `rules`: how many rules refuse nothing yet. */
export type Observing = { readonly ends: boolean; readonly rules: number };

/** Whether a rule only logs what it would refuse. */
export function isObserved({
  enabled,
  observe,
  verdict,
}: Pick<InboundRule | OutboundRule, "enabled" | "observe" | "verdict">): boolean {
  return enabled && observe === true && verdict !== "accept";
}

/** What of a policy only observes, or null where all of it protects. */
export function observingOf({ purposes, client }: Pick<PolicyBody, "purposes" | "client">): Observing | null {
  const ends = client.observe === true;
  const rules = [...purposes.flatMap((purpose) => purpose.rules), ...client.rules].filter(isObserved).length;
  return ends || rules > 0 ? { ends, rules } : null;
}

/** Where a policy says that something only observes: the end, then each rule. */
export function* observingPaths({
  purposes,
  client,
}: Pick<PolicyBody, "purposes" | "client">): Generator<readonly (string | number)[]> {
  if (client.observe === true) yield ["client", "observe"];
  for (const [purpose, { rules }] of purposes.entries()) {
    for (const [at, rule] of rules.entries()) {
      if (isObserved(rule)) yield ["purposes", purpose, "rules", at, "observe"];
    }
  }
  for (const [at, rule] of client.rules.entries()) {
    if (isObserved(rule)) yield ["client", "rules", at, "observe"];
  }
}
