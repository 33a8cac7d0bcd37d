import type { Family } from "@/lib/core/net/family";
import { clientSchema, type OutboundRule, outboundRuleSchema, type Policy } from "@/lib/core/policy/schema";
import { mergeNeighbours } from "./align";
import {
  joinFamilies,
  observesOnly,
  openFamilies,
  type Pair,
  type Room,
  rest,
  tellBeyond,
  tellEnds,
  tellRule,
} from "./both-families";
import { type BoxRule, noServices } from "./box";
import type { ObjectNames } from "./name-objects";
import type { Tally } from "./tally";

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

/** OUTPUT as a policy would say it, before names are looked for. */
export type OutboundList = {
  readonly rules: readonly BoxRule[];
  /** Behind them: services for everybody. */
  readonly services: readonly BoxRule[];
  readonly open: readonly Family[];
  readonly closed: ReadonlySet<Family>;
  /** Each family's chain accepts what no rule speaks of. */
  readonly free: boolean;
};

export function outboundList(pair: Pair, closed: ReadonlySet<Family>): OutboundList {
  const open = openFamilies(pair).filter((family) => !closed.has(family));
  const known = ([4, 6] as const).filter((family) => pair[family] !== null && !closed.has(family));
  const free = known.every((family) => open.includes(family));
  const list = mergeNeighbours(joinFamilies(pair, closed));
  const last = free ? list.length : list.findLastIndex((rule) => !isPlain(rule)) + 1;
  return { rules: list.slice(0, last), services: list.slice(last), open, closed, free };
}

/** Rules that a list would become. */
export function outboundCount({ rules, open, free }: OutboundList): number {
  return rules.length + (open.length > 0 && !free ? 1 : 0);
}

/** Services whose answers INPUT lets in, where it lets in no others; else null. */
function answeredServices(input: Pair, names: ObjectNames): string[] | null {
  const readings = [input[4], input[6]].filter((reading) => reading !== null);
  const answers = readings.map(({ answersOf }) => answersOf);
  const some = answers.some(({ tcp, udp }) => tcp.length + udp.length > 0);
  if (!some || readings.some(({ answersAll }) => answersAll)) return null;
  const [first = noServices, second = noServices] = answers;
  const both = { ...first, tcp: [...first.tcp, ...second.tcp], udp: [...first.udp, ...second.udp] };
  return [...new Set(names.servicesOf(both))];
}

/** More rules than a policy holds: the first of them, and what they do not decide goes on to the live rules. */
function longClient(
  pair: Pair,
  { rules, services, closed }: OutboundList,
  most: number,
  names: ObjectNames,
  tally: Tally,
): Policy["client"] {
  tellEnds(pair, { open: [], closed, handsOn: true }, tally);
  tellBeyond([...rules.slice(most), ...services], tally);
  const first = rules.slice(0, most).map((rule, at) => {
    tellRule(rule, { kind: "rule", id: `out-${at + 1}` }, tally);
    return outbound(rule, `out-${at + 1}`, names);
  });
  return clientSchema.parse({ mode: "at-request", services: [], rules: first });
}

/** OUTPUT, and the answers that INPUT lets in, as what the VPS may do as a client. */
export function clientOf(
  pair: Pair,
  input: Pair,
  list: OutboundList,
  { most, handsOn }: Room,
  names: ObjectNames,
  tally: Tally,
): Policy["client"] {
  if (outboundCount(list) > most) return longClient(pair, list, most, names, tally);
  const { free, closed } = list;
  const open = handsOn && !free ? [] : list.open;
  tellEnds(pair, { open, closed, handsOn }, tally);
  const answered = free ? answeredServices(input, names) : null;
  const services = [...(answered ?? [])];
  for (const rule of list.services) {
    services.push(...names.servicesOf(rule.services));
    tellRule(rule, { kind: "setting", name: "client-services" }, tally);
  }
  const end = rest(open, pair);
  const rules = list.rules.map((rule, at) => {
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
    mode: free ? (answered === null ? "everything" : "at-reply") : "at-request",
    services: [...new Set(services)],
    rules,
    ...(observesOnly(pair) && { observe: true }),
  });
}
