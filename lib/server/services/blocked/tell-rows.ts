import { type GatheredRow, gatherRows } from "@/lib/core/blocked/gather-rows";
import { type LoggedBy, loggedBy } from "@/lib/core/blocked/logged-by";
import { compile } from "@/lib/core/compile/compile";
import { readObserved } from "@/lib/core/compile/observe";
import type { OriginView } from "../explain/explain-view";
import type { ExplainInput } from "../explain/find-rules";
import type { BlockedSeen } from "./blocked-hub";
import type { BlockedRow, BlockedRows, BlockedRule, LogStanding } from "./blocked-view";
import { networkNames } from "./name-networks";
import { questionOf, serviceOf } from "./name-packet";

/** The rules of the last confirmed policy that log, by the prefix of their lines. */
function logRules({ facts, confirmed }: ExplainInput): ReadonlyMap<string, LoggedBy> {
  const compiled = confirmed && compile(confirmed.policy, facts);
  if (!compiled?.ok) return new Map();
  const { ruleset4, ruleset6 } = compiled.value;
  return loggedBy(ruleset6 === null ? [ruleset4] : [ruleset4, ruleset6]);
}

/** The line of the policy with this id. */
function lineOf(id: string, { confirmed, draft }: ExplainInput): OriginView["rule"] {
  const policy = confirmed?.policy;
  const kept =
    draft !== null &&
    [...draft.purposes.flatMap(({ rules }) => rules), ...draft.client.rules].some((rule) => rule.id === id);
  const inbound = policy?.purposes.flatMap(({ rules }) => rules).find((rule) => rule.id === id);
  if (inbound !== undefined) {
    const { sources: networks, services, verdict } = inbound;
    return { id, inDraft: kept, direction: "in", networks, services, verdict };
  }
  const outbound = policy?.client.rules.find((rule) => rule.id === id);
  if (outbound === undefined) return null;
  const { destinations: networks, services, verdict } = outbound;
  return { id, inDraft: kept, direction: "out", networks, services, verdict };
}

const nameOf = (prefix: string) => prefix.replace(/^sekisho /, "").replace(/: $/, "");

/** Which rule it was; null: one that let the packet in, which is no refusal. */
function ruleOf(
  prefix: string,
  rules: ReadonlyMap<string, LoggedBy>,
  input: ExplainInput,
): BlockedRule | null {
  const known = rules.get(prefix);
  const name = nameOf(prefix);
  if (known === undefined) {
    const { verdict = null } = readObserved(prefix) ?? {};
    return { name, kind: "unknown", verdict, observed: verdict !== null, line: null };
  }
  if (known.verdict === "accept") return null;
  const { ruleId, verdict, observed } = known;
  return ruleId === null
    ? { name, kind: "end", verdict, observed, line: null }
    : { name, kind: "line", verdict, observed, line: lineOf(ruleId, input) };
}

/** Whether what was confirmed writes where the host is heard. */
function standingOf(
  rules: ReadonlyMap<string, LoggedBy>,
  { confirmed }: ExplainInput,
  { log }: Pick<BlockedSeen, "log">,
): LogStanding {
  if (confirmed === null) return "no-rules";
  if (![...rules.values()].some(({ verdict }) => verdict !== "accept")) return "silent";
  const isHeard = /-j NFLOG --nflog-prefix "sekisho /.test(confirmed.rules4);
  return log?.reader === "nflog" && !isHeard ? "elsewhere" : "logs";
}

/** Tells what was read as rows, newest first, each with the rule that it comes from. */
export function tellRows({ log, uptime, readAt, groups }: BlockedSeen, input: ExplainInput): BlockedRows {
  const rules = logRules(input);
  const users = new Map(Object.entries(input.facts?.users ?? {}).map(([name, uid]) => [uid, name]));
  const { networks, services } = input.objects;
  const now = readAt?.getTime() ?? 0;
  const moment = (seconds: number) => new Date(now - Math.max(0, uptime - seconds) * 1000).toISOString();
  const row = ({
    key,
    named,
    network,
    others,
    count,
    first,
    last,
    newest,
    programs,
  }: GatheredRow): BlockedRow[] => {
    const rule = ruleOf(newest.prefix, rules, input);
    if (rule === null) return [];
    const { way, family, protocol, destinationPort, icmp, source, destination, uid } = newest;
    return [
      {
        ...{ key, way, family, protocol, port: destinationPort, icmp, named, network, others },
        ...{ source, destination },
        service: serviceOf(newest, services),
        user: uid === null ? null : (users.get(uid) ?? String(uid)),
        programs,
        rule,
        count,
        first: moment(first),
        last: moment(last),
        question: questionOf(newest),
      },
    ];
  };
  const gathered = gatherRows(groups, networkNames(networks));
  return {
    rows: gathered.rows.toReversed().flatMap(row),
    forgotten: gathered.forgotten,
    standing: standingOf(rules, input, { log }),
  };
}
