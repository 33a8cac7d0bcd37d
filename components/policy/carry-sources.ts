import type { InboundRule } from "@/lib/core/policy/schema";

/**
 * Keeps the sources that the operator has already picked when the role changes: the admin path's for the admin path,
 * and those of a rule with the same id. Names that a new role fixes itself (anyone) stay as the role has them.
 */
export function carrySources(before: readonly InboundRule[], after: readonly InboundRule[]): InboundRule[] {
  const admin = before.find((rule) => rule.admin && rule.sources.length > 0);
  return after.map((rule) => {
    if (rule.sources.length > 0) return rule;
    // An id may have got a number to keep it apart; the stem is what the role calls it.
    const stem = (id: string) => id.replace(/-\d+$/, "");
    const same = before.find((one) => stem(one.id) === stem(rule.id) && one.sources.length > 0);
    const from = rule.admin ? (same ?? admin) : same;
    return from === undefined ? rule : { ...rule, sources: from.sources };
  });
}
