import type { Because, Note } from "./account";
import { apart, type Box, type BoxRule, holds, type Part } from "./box";

/** Rules that go into the policy, and those that the list as a whole leaves no word for. */
export type Settled = {
  readonly rules: readonly BoxRule[];
  readonly unsaid: readonly { readonly rule: BoxRule; readonly because: Because }[];
};

export function withNote(part: Part, ...more: readonly Note[]): Part {
  return { ...part, notes: [...new Set([...part.notes, ...more])] };
}

const withoutRate = (part: Part): Part => ({
  ...part,
  notes: part.notes.filter((note) => note !== "rate" && note !== "counted-anew"),
});

/**
 * A rule that accepts within a rate leaves what exceeds it to the rules below; a policy's rate refuses that. Equal where
 * nothing below accepts any of it, and needless where one below accepts all of it.
 */
export function settleRates(rules: readonly BoxRule[], endAccepts: boolean): Settled {
  const unsaid: Settled["unsaid"][number][] = [];
  const settled = rules.flatMap((rule, at) => {
    // One that was joined with a refusal above the rate says what a policy says.
    if (rule.limit === null || rule.parts.length > 1) return [rule];
    const below = rules.slice(at + 1);
    const refusedAt = below.findIndex((other) => other.verdict !== "accept" && !apart(other, rule));
    const asked = refusedAt < 0 ? below : below.slice(0, refusedAt);
    const accepts = asked.filter(({ verdict, limit }) => verdict === "accept" && limit === null);
    if (accepts.some((other) => holds(other, rule)) || (endAccepts && refusedAt < 0)) {
      return [{ ...rule, limit: null, parts: rule.parts.map(withoutRate) }];
    }
    const clear = below.every((other) => other.verdict !== "accept" || apart(other, rule));
    if (clear && !(endAccepts && refusedAt < 0)) return [rule];
    unsaid.push({ rule, because: "rate" });
    return [];
  });
  return { rules: settled, unsaid };
}

/** Ports from which programs ask as clients (Linux's default); answers come back to them. */
const clientPorts = { first: 32768, last: 60999 };

/** Whether a refusal of these services would refuse answers to the VPS as a client too. */
function refusesAnswers({ services }: Box): boolean {
  if (services === "all") return true;
  return [...services.tcp, ...services.udp].some(
    ({ first, last }) => first !== last && first <= clientPorts.last && last >= clientPorts.first,
  );
}

/**
 * In a policy a refusal looks at no state, so a wide one would refuse the answers that a live one, behind the rule for
 * them, never sees. At the end of the list it may stand: there it is left out anyway.
 */
export function settleAnswers({ rules, unsaid }: Settled, endAccepts: boolean): Settled {
  const last = endAccepts ? rules.length : rules.findLastIndex(({ verdict }) => verdict === "accept");
  const wide: Settled["unsaid"][number][] = [];
  const settled = rules.flatMap((rule, at) => {
    if (rule.verdict === "accept" || !refusesAnswers(rule)) return [rule];
    if (rule.far !== null)
      return [{ ...rule, parts: rule.parts.map((part) => withNote(part, "answers-too")) }];
    if (at > last) return [rule];
    wide.push({ rule, because: "answers" });
    return [];
  });
  return { rules: settled, unsaid: [...unsaid, ...wide] };
}

/** Leaves out the last rules where they say what the end says; what INPUT accepts stays in sight. */
export function trim(
  rules: readonly BoxRule[],
  end: "accept" | "drop" | "reject",
  hook: "INPUT" | "OUTPUT",
): { readonly kept: BoxRule[]; readonly same: readonly BoxRule[] } {
  const accepts = end === "accept";
  if (accepts && hook === "INPUT") return { kept: [...rules], same: [] };
  const last = rules.findLastIndex(({ verdict }) => (verdict === "accept") !== accepts);
  return { kept: rules.slice(0, last + 1), same: rules.slice(last + 1) };
}
