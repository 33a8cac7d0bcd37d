import type { ChangeItem } from "./change-item";
import { isSandbox } from "./is-sandbox";
import { isObserved } from "./observing";
import type { InboundRule, OutboundRule, Policy } from "./schema";

type Direction = "inbound" | "outbound";
type Known = {
  readonly direction: Direction;
  readonly rule: InboundRule | OutboundRule;
  readonly purpose: string;
  /** The server's own address that an inbound rule is for, its own or its purpose's; null for every address. */
  readonly address: string | null;
  /** The sandbox leaves what comes in alone: the rule says whose connections are answered. */
  readonly answersOnly: boolean;
};

function enabledRules(policy: Policy | null): readonly Known[] {
  if (policy === null) return [];
  const answersOnly = isSandbox(policy);
  const inbound = policy.purposes.flatMap((purpose) =>
    purpose.rules
      .filter(({ enabled }) => enabled)
      .filter(({ admin }) => !answersOnly || (admin && policy.client.replies === "admin"))
      .map((rule) => ({
        direction: "inbound" as const,
        rule,
        purpose: purpose.id,
        address: rule.destination ?? (answersOnly ? null : purpose.address),
        answersOnly,
      })),
  );
  const outbound = policy.client.rules
    .filter(({ enabled }) => enabled)
    .map((rule) => ({
      direction: "outbound" as const,
      rule,
      purpose: "",
      address: null,
      answersOnly: false,
    }));
  return [...inbound, ...outbound];
}

function peers(rule: InboundRule | OutboundRule): readonly string[] {
  return "sources" in rule ? rule.sources : rule.destinations;
}

const words = {
  accept: { inbound: "may use", outbound: "may send to" },
  drop: { inbound: "is silently kept from", outbound: "is silently kept from" },
  reject: { inbound: "is refused", outbound: "is refused" },
} as const;

function sentence({ direction, rule, address, answersOnly }: Known): string {
  const others = peers(rule).join(", ");
  const services = rule.services.join(", ");
  const acts = answersOnly ? "gets answers from" : words[rule.verdict][direction];
  const does = isObserved(rule) ? `is only observed where it ${acts}` : acts;
  if (direction === "inbound") {
    const end = "until" in rule && rule.until !== undefined ? ` until ${rule.until}` : "";
    return `${others} ${does} ${services}${address === null ? "" : ` on ${address}`}${end}`;
  }
  const who = "user" in rule && rule.user !== null ? `The account ${rule.user}` : "This server";
  return `${who} ${does} ${others}: ${services}`;
}

function params({ rule, address, answersOnly }: Known): Record<string, string> {
  return {
    rule: rule.id,
    peers: peers(rule).join(", "),
    services: rule.services.join(", "),
    verdict: answersOnly ? "answers" : rule.verdict,
    user: "user" in rule ? (rule.user ?? "") : "",
    address: address ?? "",
    until: "until" in rule ? (rule.until ?? "") : "",
    observe: isObserved(rule) ? "yes" : "",
  };
}

function item(mark: "+" | "-", known: Known): ChangeItem {
  const code = `${known.direction}-${mark === "+" ? "added" : "removed"}`;
  return { mark, code, params: params(known), text: `${sentence(known)}.` };
}

function listed(before: readonly string[], after: readonly string[]): string {
  const added = after.filter((name) => !before.includes(name)).map((name) => `+${name}`);
  const removed = before.filter((name) => !after.includes(name)).map((name) => `-${name}`);
  return [...added, ...removed].join(" ") || "another order";
}

/** The parts of a rule that differ, each as a word pair; free text and log settings count too. */
function differences(before: Known, after: Known): readonly string[] {
  const parts: string[] = [];
  if (before.purpose !== after.purpose) parts.push(`role ${before.purpose} → ${after.purpose}`);
  const lists = [
    ["peers", peers(before.rule), peers(after.rule)],
    ["services", before.rule.services, after.rule.services],
  ] as const;
  for (const [name, old, now] of lists) {
    if (JSON.stringify(old) !== JSON.stringify(now)) parts.push(`${name} ${listed(old, now)}`);
  }
  const {
    sources: _s,
    destinations: _d,
    services: _v,
    ...oldRest
  } = { sources: [], destinations: [], until: undefined, observe: undefined, ...before.rule };
  const now = new Map<string, unknown>(Object.entries(after.rule));
  for (const [key, value] of Object.entries(oldRest)) {
    const next = now.get(key);
    if (JSON.stringify(value) !== JSON.stringify(next)) {
      parts.push(`${key} ${shown(value)} → ${shown(next)}`);
    }
  }
  return parts;
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "object") return Object.values(value).join(" ");
  return String(value);
}

function same(one: Known): (other: Known) => boolean {
  return (other) => other.direction === one.direction && other.rule.id === one.rule.id;
}

/** Places among the rules that stand on both sides, so that a rule that goes does not move those after it. */
function moved(old: readonly Known[], now: readonly Known[], one: Known): readonly string[] {
  const place = (list: readonly Known[], other: readonly Known[]) =>
    list
      .filter((known) => known.direction === one.direction && known.purpose === one.purpose)
      .filter((known) => other.some(same(known)))
      .findIndex(same(one));
  const [from, to] = [place(old, now), place(now, old)];
  return from < 0 || from === to ? [] : [`place ${from + 1} → ${to + 1}`];
}

/** Changes of rules. A rule that is switched off counts as absent, since it is not compiled. */
export function describeRules(before: Policy | null, after: Policy): ChangeItem[] {
  const old = enabledRules(before);
  const now = enabledRules(after);
  const items: ChangeItem[] = [];
  for (const known of now) {
    const was = old.find(same(known));
    if (was === undefined) {
      items.push(item("+", known));
      continue;
    }
    const parts = [...differences(was, known), ...moved(old, now, known)];
    if (parts.length === 0) continue;
    const changes = parts.join("; ");
    items.push({
      mark: "~",
      code: `${known.direction}-changed`,
      params: { ...params(known), changes },
      text: `${sentence(known)} (changed: ${changes}).`,
    });
  }
  for (const known of old) {
    if (!now.some(same(known))) items.push(item("-", known));
  }
  return items;
}
