import { everyService, type InboundRule, type OutboundRule } from "@/lib/core/policy/schema";

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function services(names: readonly string[]): string {
  return names.includes(everyService) ? "every service" : list(names);
}

const verbs = {
  accept: { inbound: "may use", outbound: "may send to" },
  drop: { inbound: "is silently kept from", outbound: "is silently kept from" },
  reject: { inbound: "is refused", outbound: "is refused" },
} as const;

/** One sentence for an inbound rule, with the operator's comment after it. */
export function inboundNote(rule: InboundRule, address: string | null): string {
  const at = (rule.destination ?? address) === null ? "" : ` at ${rule.destination ?? address}`;
  const from = rule.sourcePorts === "unprivileged" ? ", from source ports 1024 and up" : "";
  const rate = rule.limit === null ? "" : `, ${rateWords(rule.limit)}`;
  const comment = rule.comment === "" ? "" : ` (${rule.comment})`;
  const until = rule.until === undefined ? "" : `, until ${rule.until}`;
  return `${list(rule.sources)} ${verbs[rule.verdict].inbound} ${services(rule.services)}${at}${from}${rate}${until}.${comment}`;
}

/** One sentence for an outbound rule, with the operator's comment after it. */
export function outboundNote(rule: OutboundRule): string {
  const who = rule.user === null ? "This server" : `The account ${rule.user}`;
  const rate = rule.limit === null ? "" : `, ${rateWords(rule.limit)}`;
  const comment = rule.comment === "" ? "" : ` (${rule.comment})`;
  return `${who} ${verbs[rule.verdict].outbound} ${list(rule.destinations)}: ${services(rule.services)}${rate}.${comment}`;
}

function rateWords(limit: NonNullable<InboundRule["limit"]>): string {
  const whose = limit.perSource ? " for each source address" : "";
  return `at most ${limit.count} new connections ${limit.per === "hour" ? "an" : "a"} ${limit.per}${whose}`;
}

/** One sentence for what this server may use elsewhere. */
export function clientNote(names: readonly string[]): string {
  return names.length === 0
    ? "This server may use nothing elsewhere."
    : `This server may use ${services(names)} anywhere.`;
}
