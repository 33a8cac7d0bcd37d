import type { InboundRule, PolicyBody } from "@/lib/core/policy/schema";

function changed(body: PolicyBody, change: (rules: readonly InboundRule[]) => InboundRule[]): PolicyBody {
  return {
    ...body,
    purposes: body.purposes.map((purpose) => ({ ...purpose, rules: change(purpose.rules) })),
  };
}

/** The policy where one rule lets in only some networks, named. */
export function narrowed(body: PolicyBody, id: string, networks: readonly string[]): PolicyBody {
  return changed(body, (rules) =>
    rules.map((rule) => (rule.id === id ? { ...rule, sources: [...networks] } : rule)),
  );
}

/** The policy without one rule. */
export function without(body: PolicyBody, id: string): PolicyBody {
  return changed(body, (rules) => rules.filter((rule) => rule.id !== id));
}
