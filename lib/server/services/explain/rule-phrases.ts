import { conditionText } from "@/lib/core/analysis/condition";
import { protocolName } from "@/lib/core/iptables/protocol-names";
import { renderRule } from "@/lib/core/iptables/render-rule";
import { formatAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { shortPrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { NatRange, Target } from "@/lib/core/ruleset/target";
import type { Clause, TargetWords } from "./explain-view";

const not = (match: Match) => ("negated" in match && match.negated === true ? "yes" : "no");
const ports = (ranges: readonly PortRange[]) =>
  ranges.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(", ");

/** Seconds since 1970 as a date and a time, to the second. */
const momentText = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

/** Nothing but an end in UTC, as access for a while has it; other spans stand in iptables' words. */
function isEnd(match: Extract<Match, { kind: "time" }>): boolean {
  const { dayStart, dayStop, dateStart, monthDays, weekDays, kernelZone } = match;
  const everyDay = dayStart === 0 && dayStop === 86_399 && monthDays === null && weekDays === null;
  return everyDay && dateStart === 0 && !kernelZone;
}

/** Where an address translation leads, as people write it: `172.17.0.2:80`. */
function natText({ addresses, ports: range }: NatRange): string {
  const address =
    addresses && [addresses.first, addresses.last].map((value) => formatAddress({ ...addresses, value }));
  const host = address === null ? "" : address[0] === address[1] ? address[0] : address.join("–");
  if (range === null) return host ?? "";
  const port = ports([range]);
  return addresses?.family === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A list of senders by name, where nothing but how often and how lately they were seen is asked. */
function recentClause(match: Extract<Match, { kind: "recent" }>): Clause | null {
  const { action, name, seconds, hits, side, reap, sameHopLimit } = match;
  if (side !== "source" || reap || sameHopLimit || match.negated) return null;
  if (action === "set") return { code: "write-down", params: { name, not: "no" } };
  if (action !== "rcheck" || seconds === null || hits === null) return null;
  return { code: "seen", params: { name, seconds, hits, not: "no" } };
}

/** One condition in words; what has no words of its own stands in iptables' text. Null: it says nothing (a comment). */
export function conditionClause(match: Match, family: Family): Clause | null {
  const say = (code: Clause["code"], params: Clause["params"]): Clause => ({
    code,
    params: { ...params, not: not(match) },
  });
  switch (match.kind) {
    case "comment":
      return null;
    case "source":
    case "destination":
      return say(match.kind, { value: shortPrefix(match.prefix) });
    case "source-range":
    case "destination-range": {
      const { first, last } = match.range;
      const value = [first, last].map((edge) => formatAddress({ family, value: edge })).join("–");
      return say(match.kind === "source-range" ? "source" : "destination", { value });
    }
    case "in-interface":
    case "out-interface":
      return say(match.kind, { value: match.name });
    case "protocol":
      return say("protocol", { value: protocolName(match.protocol) });
    case "ports":
      return say("ports", { side: match.side, value: ports(match.ranges) });
    case "ct-state":
      return say("state", { value: match.states.join("/") });
    case "ct-direction":
      return say("direction", { value: match.direction });
    case "icmp-type": {
      const code = match.code === null ? "" : `/${match.code}`;
      return say("icmp", { value: `${match.type}${code}` });
    }
    case "owner-user":
      return say("user", {
        value: match.first === match.last ? String(match.first) : `${match.first}–${match.last}`,
      });
    case "limit":
      return say("rate", { count: match.count, per: match.per, above: "no", whose: "all", length: 0 });
    case "source-limit":
      return say("rate", {
        count: match.count,
        per: match.per,
        above: match.above ? "yes" : "no",
        whose: match.shared ? "all" : match.sourceLength === undefined ? "source" : "network",
        length: match.sourceLength ?? addressBits(family),
      });
    case "time":
      return isEnd(match)
        ? say("until", { value: `${momentText(match.dateStop)} UTC` })
        : say("other", { value: conditionText(match, family) });
    case "connection-limit":
      return match.by === "destination"
        ? say("other", { value: conditionText(match, family) })
        : say("connections", {
            count: match.above,
            whose: match.mask === addressBits(family) ? "source" : "network",
            length: match.mask,
          });
    case "recent":
      return recentClause(match) ?? say("other", { value: conditionText(match, family) });
    case "address-type":
      return match.interface === undefined
        ? say("address-type", { side: match.side, value: match.type })
        : say("other", { value: conditionText(match, family) });
    default:
      return say("other", { value: conditionText(match, family) });
  }
}

/** What a rule does with what it takes, in words; what has no words of its own stands in iptables' text. */
export function targetPhrase(target: Target, family: Family): TargetWords {
  switch (target.kind) {
    case "accept":
    case "drop":
    case "return":
      return { code: target.kind, params: {} };
    case "reject":
      return { code: "reject", params: { value: target.with } };
    case "jump":
    case "goto":
      return { code: target.kind, params: { value: target.chain } };
    case "none":
      return { code: "none", params: {} };
    case "log":
    case "nflog":
      return { code: "log", params: {} };
    case "dnat":
    case "snat":
      return { code: target.kind, params: { value: natText(target.to) } };
    case "masquerade":
    case "notrack":
      return { code: target.kind, params: {} };
    case "redirect":
      return target.ports === null
        ? { code: "redirect-here", params: {} }
        : { code: "redirect", params: { value: ports([target.ports]) } };
    case "set-mark":
    case "connection-mark":
      return { code: "mark", params: {} };
    default: {
      const text = renderRule({ matches: [], target, origin: null }, "", family);
      return { code: "other", params: { value: text.slice("-A ".length).trim() } };
    }
  }
}
