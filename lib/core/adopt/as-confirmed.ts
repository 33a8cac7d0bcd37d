import { isObserved } from "@/lib/core/policy/observing";
import type { InboundRule, OutboundRule, Policy, PolicyBody } from "@/lib/core/policy/schema";

const sorted = (names: readonly string[]) => names.toSorted().join("\n");

/** What a rule says, whatever it is called and in whatever order it names its objects. */
function contentOf(rule: InboundRule | OutboundRule): string {
  const ends =
    "sources" in rule
      ? [sorted(rule.sources), rule.sourcePorts, rule.destination, rule.admin]
      : [sorted(rule.destinations), rule.user];
  return JSON.stringify([sorted(rule.services), rule.verdict, rule.log, rule.limit, rule.comment, ...ends]);
}

/** One that is not taken: `rule-2` where there is a `rule`. */
function freeId(wish: string, taken: ReadonlySet<string>): string {
  let id = wish;
  for (let count = 2; taken.has(id); count++) id = `${wish}-${count}`;
  return id;
}

/** One that is switched off, or only observed, refuses and accepts nothing. */
const decides = (rule: InboundRule | OutboundRule) => rule.enabled && !isObserved(rule);

/**
 * The rules that were read, each that says what a confirmed one says as that one stands there. The order is that of
 * what was read; confirmed rules that decide nothing make no rule with a verdict, and stay behind the one they followed.
 */
function recognised<R extends InboundRule | OutboundRule>(
  read: readonly R[],
  confirmed: readonly R[],
  taken: Set<string>,
): R[] {
  const left = new Map<string, R[]>();
  for (const rule of confirmed) {
    if (!decides(rule)) continue;
    const key = contentOf(rule);
    left.set(key, [...(left.get(key) ?? []), rule]);
  }
  const list = read.map((rule): R => {
    const same = left.get(contentOf(rule))?.shift();
    if (same !== undefined) return same;
    const id = freeId(rule.id, taken);
    taken.add(id);
    return { ...rule, id };
  });
  let before: string | null = null;
  for (const rule of confirmed) {
    if (!decides(rule)) {
      const at = before === null ? -1 : list.findIndex(({ id }) => id === before);
      list.splice(before !== null && at < 0 ? list.length : at + 1, 0, rule);
    }
    before = rule.id;
  }
  return list;
}

/**
 * A policy that was read out of our own chains, told with what is known of the one they were confirmed with: rules that
 * are still there keep their names, comments and places, and what makes no rule on a host is kept. Whether it still means
 * what was read is the caller's to compare. Confirmed policies with several purposes are left as they were read.
 */
export function asConfirmed(read: PolicyBody, confirmed: Policy): PolicyBody {
  const [purpose, ...others] = confirmed.purposes;
  const [found] = read.purposes;
  if (purpose === undefined || found === undefined || others.length > 0 || purpose.address !== null)
    return read;
  const taken = new Set([...purpose.rules, ...confirmed.client.rules].map(({ id }) => id));
  const { client, wideSourceConfirmed, forward } = confirmed;
  return {
    ...read,
    purposes: [{ ...purpose, rules: recognised(found.rules, purpose.rules, taken) }],
    client: {
      ...read.client,
      dns: client.dns,
      replies: client.replies,
      rules: recognised(read.client.rules, client.rules, taken),
    },
    forward,
    wideSourceConfirmed,
  };
}
