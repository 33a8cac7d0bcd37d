import type { HostFacts } from "@/lib/core/facts/host-facts";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import {
  type InboundRule,
  inboundRuleSchema,
  type Policy,
  protectionsSchema,
  type RoleName,
} from "@/lib/core/policy/schema";
import { mergeNeighbours } from "./align";
import {
  joinFamilies,
  openFamilies,
  type Pair,
  type Room,
  rest,
  tellBeyond,
  tellEnds,
  tellRule,
} from "./both-families";
import { apart, type Box, type BoxRule, holds, noServices, type Services } from "./box";
import type { ObjectNames } from "./name-objects";
import type { HookReading } from "./read-hook";
import type { Tally } from "./tally";

/** The panel's SSH as a box, or null where the host did not say how it is reached. */
function panelBox(facts: HostFacts): Box | null {
  const address = facts.connection && parseAddress(facts.connection.panelAddress);
  if (facts.connection === null || address === null) return null;
  const { hostPort } = facts.connection;
  return {
    far: [{ family: address.family, first: address.value, last: address.value }],
    own: null,
    services: { ...noServices, tcp: [{ first: hostPort, last: hostPort }] },
    unprivileged: false,
    user: null,
  };
}

function withoutPort(services: Services, port: number): Services {
  return { ...services, tcp: services.tcp.filter(({ first, last }) => first !== port || last !== port) };
}

/**
 * Takes out the rule over which the panel comes in, so that it can be the administrator's path, which stands first and
 * is never limited. Where the whole rule cannot go first without letting in more, or only the end of the chain lets the
 * panel in, a rule for the panel alone is made.
 */
function takeAdmin(rules: readonly BoxRule[], facts: HostFacts, open: readonly Family[]) {
  const panel = panelBox(facts);
  if (panel === null) return { admin: null, others: [...rules] };
  const port = facts.connection?.hostPort ?? 22;
  const at = rules.findIndex((rule) => !apart(rule, panel));
  const rule = rules[at];
  if (rule === undefined) {
    const letIn = panel.far?.some(({ family }) => open.includes(family)) ?? false;
    return { admin: letIn ? ("panel" as const) : null, others: [...rules] };
  }
  const { services } = rule;
  // A rule for several services gives up the panel's one; the others stay where they are.
  const single =
    services !== "all" && services.tcp.some(({ first, last }) => first === port && last === port);
  const admin: BoxRule = single ? { ...rule, services: panel.services } : rule;
  const blocked = rules.slice(0, at).some((other) => other.verdict !== "accept" && !apart(other, admin));
  if (rule.verdict !== "accept" || !holds(rule, panel)) return { admin: null, others: [...rules] };
  // Of a rule that is limited, or stands behind a refusal of some of its sources, the panel alone goes first.
  if (rule.limit !== null || blocked) return { admin: "panel" as const, others: [...rules] };
  const left = single ? withoutPort(services, port) : noServices;
  const more = left.tcp.length + left.udp.length > 0 || left.ping ? [{ ...rule, services: left }] : [];
  return { admin, others: rules.toSpliced(at, 1, ...more) };
}

function inbound(rule: BoxRule, id: string, names: ObjectNames, admin = false): InboundRule {
  return inboundRuleSchema.parse({
    id,
    sources: names.far(rule),
    services: names.servicesOf(rule.services),
    sourcePorts: rule.unprivileged ? "unprivileged" : "any",
    destination: rule.own === null ? null : formatAddress(rule.own),
    verdict: rule.verdict,
    log: rule.log,
    limit: rule.limit,
    comment: rule.comment.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").slice(0, 200),
    admin,
  });
}

/** INPUT as a policy would say it, before names are looked for. */
export type InboundList = {
  /** `panel`: a rule for this panel alone is made. */
  readonly admin: BoxRule | "panel" | null;
  readonly rules: readonly BoxRule[];
  /** Families whose chain accepts what no rule speaks of, and shall go on doing so. */
  readonly open: readonly Family[];
  readonly closed: ReadonlySet<Family>;
};

/** Joins both families of INPUT. `closed`: families whose chain stood open by oversight. */
export function inboundList(pair: Pair, closed: ReadonlySet<Family>, facts: HostFacts): InboundList {
  const open = openFamilies(pair).filter((family) => !closed.has(family));
  const { admin, others } = takeAdmin(joinFamilies(pair, closed), facts, open);
  return { admin, rules: mergeNeighbours(others), open, closed };
}

/** Rules that a list would become. */
export function inboundCount({ admin, rules, open }: InboundList): number {
  return (admin === null ? 0 : 1) + rules.length + (open.length > 0 ? 1 : 0);
}

/**
 * INPUT as inbound rules, in order, the administrator's path first. Where it hands on,
 * the first of them alone, as many as there is room for.
 */
export function inboundRules(
  pair: Pair,
  { admin, rules, open, closed }: InboundList,
  { most, handsOn }: Room,
  facts: HostFacts,
  names: ObjectNames,
  tally: Tally,
): InboundRule[] {
  tellEnds(pair, { open: handsOn ? [] : open, closed, handsOn }, tally);
  const list: InboundRule[] = [];
  const add = (rule: BoxRule, id: string, isAdmin = false) => {
    list.push(inbound(rule, id, names, isAdmin));
    tellRule(rule, { kind: "rule", id }, tally);
  };
  if (admin === "panel") {
    const port = facts.connection?.hostPort ?? 22;
    const services = names.servicesOf({ ...noServices, tcp: [{ first: port, last: port }] });
    list.push(inboundRuleSchema.parse({ id: "admin", sources: ["panel"], services, admin: true }));
  } else if (admin !== null) {
    add(admin, "admin", true);
  }
  const room = handsOn ? Math.max(most - list.length, 0) : rules.length;
  for (const [at, rule] of rules.slice(0, room).entries()) add(rule, `in-${at + 1}`);
  tellBeyond(rules.slice(room), tally);
  const end = handsOn ? null : rest(open, pair);
  if (end !== null) add(end, "rest");
  return list;
}

/** The protections that the live rules have; what they do not have stays off. */
export function protectionsOf(input: Pair): Policy["protections"] {
  const readings = [input[4], input[6]].filter((reading) => reading !== null);
  const first = <T>(of: (reading: HookReading) => T | null): T | null =>
    readings.map(of).find((value) => value !== null) ?? null;
  return protectionsSchema.parse({
    ...Object.assign({}, ...readings.map(({ protections }) => protections)),
    invalid: readings.some(({ invalid }) => invalid),
    spoofed: readings.some(({ spoofed }) => spoofed),
    scans: readings.some(({ scans }) => scans),
    newConnections: first(({ newConnections }) => newConnections),
    ping: first(({ ping }) => ping),
    logRefused: first(({ logRefused }) => logRefused),
  });
}

/** The role that the rules look like most; it names the draft and decides what is checked, the rules say all else. */
export function nearestRole(rules: readonly InboundRule[]): RoleName {
  const open = rules.filter(({ sources, verdict }) => verdict === "accept" && sources.includes("anyone"));
  const services = open.flatMap((rule) => rule.services);
  if (services.some((name) => name === "smtp" || name === "imaps" || name === "submission"))
    return "mail-server";
  return services.includes("http") || services.includes("https") ? "public-web-server" : "blank";
}
