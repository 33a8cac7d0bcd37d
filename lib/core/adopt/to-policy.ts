import type { HostFacts } from "@/lib/core/facts/host-facts";
import { formatAddress, lastAddressValue, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import {
  clientSchema,
  type InboundRule,
  inboundRuleSchema,
  type OutboundRule,
  outboundRuleSchema,
  type Policy,
  protectionsSchema,
  type RoleName,
} from "@/lib/core/policy/schema";
import type { Note, Place } from "./account";
import { align, mergeNeighbours } from "./align";
import { apart, type Box, type BoxRule, holds, noServices, type Services } from "./box";
import type { ObjectNames } from "./name-objects";
import type { HookReading } from "./read-hook";
import type { Tally } from "./tally";

/** Both families of one built-in chain; null: the host does not have the family, or its tables are not known. */
export type Pair = { readonly 4: HookReading | null; readonly 6: HookReading | null };

/** Everything for everybody, as the last rule of a chain that refuses nothing else; of one family, or of both. */
function rest(families: readonly Family[], pair: Pair): BoxRule | null {
  if (families.length === 0) return null;
  const both = families.length === 2 || pair[4] === null || pair[6] === null;
  const ends = families.flatMap((family) => pair[family]?.end ?? []);
  return {
    far: both ? null : families.map((family) => ({ family, first: 0n, last: lastAddressValue(family) })),
    own: null,
    services: "all",
    unprivileged: false,
    user: null,
    verdict: "accept",
    log: false,
    limit: null,
    comment: "",
    parts: ends.map(({ ref, by, notes }) => ({ ref, by, notes })),
  };
}

/** The families whose chain accepts what no rule speaks of. */
function openFamilies(pair: Pair): Family[] {
  return ([4, 6] as const).filter((family) => pair[family]?.end.verdict === "accept");
}

/** What the ends of the chains become where no rule of the policy says it. */
function tellEnds(pair: Pair, open: readonly Family[], tally: Tally, closed: ReadonlySet<Family>): void {
  for (const family of [4, 6] as const) {
    const end = pair[family]?.end;
    if (end === undefined || open.includes(family)) continue;
    const notes: readonly Note[] = [
      ...end.notes,
      ...(closed.has(family) ? (["closed"] as const) : []),
      ...(end.verdict === "reject" ? (["silent"] as const) : []),
    ];
    tally.addWith(end.ref, end.by, { kind: "fits", into: [{ kind: "setting", name: "rest" }], notes });
  }
}

function tellRule({ parts }: BoxRule, place: Place, tally: Tally): void {
  for (const { ref, by, notes } of parts) tally.addWith(ref, by, { kind: "fits", into: [place], notes });
}

/** Rules of the family that was forgotten: what IPv4 says to everybody is meant for IPv6 as well. */
function mirrored(rules: readonly BoxRule[]): BoxRule[] {
  return rules.filter(({ far, own }) => far === null && own === null).map((rule) => ({ ...rule, parts: [] }));
}

/** The rules of both families in one order, where `closed` are families whose chain stood open by oversight. */
export function joinFamilies(pair: Pair, closed: ReadonlySet<Family>): BoxRule[] {
  const rules = { 4: pair[4]?.rules ?? null, 6: pair[6]?.rules ?? null };
  if (closed.has(6) && rules[4] !== null) rules[6] = mirrored(rules[4]);
  return align(rules[4], rules[6]);
}

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

/** INPUT as inbound rules, in order, the administrator's path first. */
export function inboundRules(
  pair: Pair,
  closed: ReadonlySet<Family>,
  facts: HostFacts,
  names: ObjectNames,
  tally: Tally,
): InboundRule[] {
  const open = openFamilies(pair).filter((family) => !closed.has(family));
  tellEnds(pair, open, tally, closed);
  const { admin, others } = takeAdmin(joinFamilies(pair, closed), facts, open);
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
  for (const [at, rule] of mergeNeighbours(others).entries()) add(rule, `in-${at + 1}`);
  const end = rest(open, pair);
  if (end !== null) add(end, "rest");
  return list;
}

function outbound(rule: BoxRule, id: string, names: ObjectNames): OutboundRule {
  return outboundRuleSchema.parse({
    id,
    destinations: names.far(rule),
    services: names.servicesOf(rule.services),
    verdict: rule.verdict,
    log: rule.log,
    limit: rule.limit,
    user: rule.user,
    comment: rule.comment.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").slice(0, 200),
  });
}

const isPlain = ({ far, user, limit, log, verdict, services }: BoxRule) =>
  far === null && user === null && limit === null && !log && verdict === "accept" && services !== "all";

/** OUTPUT, and the answers that INPUT lets in, as what the VPS may do as a client. */
export function clientOf(
  pair: Pair,
  input: Pair,
  closed: ReadonlySet<Family>,
  names: ObjectNames,
  tally: Tally,
): Policy["client"] {
  const open = openFamilies(pair).filter((family) => !closed.has(family));
  const known = ([4, 6] as const).filter((family) => pair[family] !== null && !closed.has(family));
  const free = known.every((family) => open.includes(family));
  const list = mergeNeighbours(joinFamilies(pair, closed));
  tellEnds(pair, open, tally, closed);
  const readings = [input[4], input[6]].filter((reading) => reading !== null);
  const answers = readings.map(({ answersOf }) => answersOf);
  const some = answers.some(({ tcp, udp }) => tcp.length + udp.length > 0);
  const all = readings.some(({ answersAll }) => answersAll);
  const byAnswer = free && some && !all;
  const services: string[] = [];
  if (byAnswer) {
    const [first = noServices, second = noServices] = answers;
    services.push(
      ...new Set(
        names.servicesOf({
          ...first,
          tcp: [...first.tcp, ...second.tcp],
          udp: [...first.udp, ...second.udp],
        }),
      ),
    );
  }
  if (!free) {
    const last = list.findLastIndex((rule) => !isPlain(rule));
    for (const rule of list.splice(last + 1)) {
      services.push(...names.servicesOf(rule.services));
      tellRule(rule, { kind: "setting", name: "client-services" }, tally);
    }
  }
  const end = rest(open, pair);
  const rules = list.map((rule, at) => {
    const id = `out-${at + 1}`;
    tellRule(rule, { kind: "rule", id }, tally);
    return outbound(rule, id, names);
  });
  if (end !== null && free) {
    tellRule(end, { kind: "setting", name: "client-mode" }, tally);
  } else if (end !== null) {
    rules.push(outbound(end, "out-rest", names));
    tellRule(end, { kind: "rule", id: "out-rest" }, tally);
  }
  return clientSchema.parse({
    mode: free ? (byAnswer ? "at-reply" : "everything") : "at-request",
    services: [...new Set(services)],
    rules,
  });
}

/** The protections that the live rules have; what they do not have stays off. */
export function protectionsOf(input: Pair): Policy["protections"] {
  const readings = [input[4], input[6]].filter((reading) => reading !== null);
  const first = <T>(of: (reading: HookReading) => T | null): T | null =>
    readings.map(of).find((value) => value !== null) ?? null;
  return protectionsSchema.parse({
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
