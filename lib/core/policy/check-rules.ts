import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { error, type Problem, warning } from "@/lib/core/problem/problem";
import { checkNetworkNames, checkRate, checkServiceNames } from "./check-names";
import { everyService, type InboundRule, type OutboundRule, type Policy, type Purpose } from "./schema";

type Path = Problem["path"];

/** One of the VPS's own addresses, written as such and found on the host. */
function* checkOwnAddress(text: string | null, facts: HostFacts | null, path: Path): Generator<Problem> {
  if (text === null) return;
  const address = parseAddress(text);
  if (address === null) {
    const wrong = `${JSON.stringify(text)} is not an address. Write one address of this host, without a prefix length.`;
    yield error("address-syntax", wrong, path, { address: text });
    return;
  }
  if (facts === null) return;
  const own = facts.addresses.map((one) => one.address);
  const found = own.some((one) => {
    const parsed = parseAddress(one);
    return parsed?.family === address.family && parsed.value === address.value;
  });
  if (found) return;
  yield error(
    "address-not-on-host",
    `This host does not have the address ${text}. It has ${own.join(", ")}.`,
    path,
    { address: text },
  );
}

/** What inbound and outbound rules have in common. */
function* checkVerdict(rule: InboundRule | OutboundRule, path: Path): Generator<Problem> {
  if (rule.limit !== null && rule.verdict !== "accept") {
    const text = "A rate belongs to a rule that accepts. Remove the rate, or let the rule accept.";
    yield error("limit-on-refusal", text, [...path, "limit"]);
  }
  if (rule.observe === true && rule.verdict === "accept") {
    const text = "Only a rule that refuses can be observed first. Let it refuse, or switch observing off.";
    yield error("observe-on-accept", text, [...path, "observe"]);
  }
  if (rule.observe === true && rule.verdict !== "accept" && rule.enabled) {
    const text =
      "This rule is only observed: what it would refuse is logged, and the rules below decide as though it were not there.";
    yield warning("rule-observed", text, [...path, "observe"]);
  }
  yield* checkRate(rule.limit, [...path, "limit"]);
}

/** What ends by itself must be somebody's access, and never the administrator's own path. */
function* checkUntil({ until, verdict, admin }: InboundRule, path: Path): Generator<Problem> {
  if (until === undefined) return;
  if (verdict !== "accept") {
    const text = "Only a rule that accepts can end by itself. Remove the end, or let the rule accept.";
    yield error("until-on-refusal", text, path);
  }
  if (admin) {
    const text =
      "The administrator's path must not end by itself: nobody would get in afterwards. Remove the end, or make another rule for the guest.";
    yield error("until-on-admin", text, path);
  }
}

/** Whether a source is wider than a network that somebody owns. */
function isWide(policy: Policy, name: string): boolean {
  if (name === "anyone") return true;
  const entries = policy.networks.find((network) => network.name === name)?.entries ?? [];
  return entries.some((text) => {
    const entry = parseNetworkEntry(text);
    if ("fault" in entry) return false;
    const widest = Math.min(...entry.prefixes.map(({ length }) => length));
    return widest < (entry.range.family === 4 ? 8 : 16);
  });
}

/** Roles that hold sensitive data ask once more before strangers get in; the file server's web part is meant for them. */
function* checkWideSources(
  policy: Policy,
  { role }: Purpose,
  rule: InboundRule,
  path: Path,
): Generator<Problem> {
  if (policy.wideSourceConfirmed || !rule.enabled || rule.verdict !== "accept") return;
  if (role !== "internal-server" && role !== "file-server") return;
  const webOnly = rule.services.every((name) => name === "http" || name === "https");
  if (role === "file-server" && webOnly) return;
  for (const [at, name] of rule.sources.entries()) {
    if (!isWide(policy, name)) continue;
    yield error(
      "wide-source",
      `${name} is wider than a named network, and this server holds sensitive data. Choose a narrower source, or confirm that you mean it.`,
      [...path, "sources", at],
      { name, role },
    );
  }
}

function* checkInboundRule(
  policy: Policy,
  facts: HostFacts | null,
  purpose: Purpose,
  rule: InboundRule,
  path: Path,
): Generator<Problem> {
  yield* checkNetworkNames(policy, facts, rule.sources, "sources", [...path, "sources"], rule.enabled);
  yield* checkServiceNames(policy, rule.services, [...path, "services"], rule.enabled);
  yield* checkOwnAddress(rule.destination, facts, [...path, "destination"]);
  yield* checkVerdict(rule, path);
  yield* checkWideSources(policy, purpose, rule, path);
  yield* checkUntil(rule, [...path, "until"]);
  if (rule.sourcePorts === "unprivileged" && rule.services.includes(everyService)) {
    const text =
      "Source ports can be asked for only where the services have ports. Choose services, or any source port.";
    yield error("source-ports-need-ports", text, [...path, "sourcePorts"]);
  }
}

function* checkOutboundRule(
  policy: Policy,
  facts: HostFacts | null,
  rule: OutboundRule,
  path: Path,
): Generator<Problem> {
  yield* checkNetworkNames(
    policy,
    facts,
    rule.destinations,
    "destinations",
    [...path, "destinations"],
    rule.enabled,
  );
  yield* checkServiceNames(policy, rule.services, [...path, "services"], rule.enabled);
  yield* checkVerdict(rule, path);
  if (rule.user === null || !rule.enabled) return;
  const place = [...path, "user"];
  if (facts === null) {
    const text = `Which number the account ${rule.user} has is not known yet. Inspect the host first.`;
    yield error("user-unresolved", text, place, { user: rule.user });
  } else if (facts.users[rule.user] === undefined) {
    const text = `This host has no account called ${rule.user}. Correct the name, or make the account and inspect again.`;
    yield error("user-unknown", text, place, { user: rule.user });
  }
}

function* checkIds(policy: Policy): Generator<Problem> {
  const seen = new Set<string>();
  const all: { id: string; path: Path }[] = [
    ...policy.purposes.flatMap(({ rules }, at) =>
      rules.map(({ id }, ruleAt) => ({ id, path: ["purposes", at, "rules", ruleAt, "id"] })),
    ),
    ...policy.client.rules.map(({ id }, at) => ({ id, path: ["client", "rules", at, "id"] })),
  ];
  for (const { id, path } of all) {
    if (seen.has(id))
      yield error("id-twice", `Two rules have the id ${id}. Give one of them another.`, path, { id });
    seen.add(id);
  }
}

function* checkPurposes(policy: Policy): Generator<Problem> {
  const sandbox = policy.purposes.findIndex(({ role }) => role === "egress-sandbox");
  if (sandbox >= 0 && policy.purposes.length > 1) {
    const text =
      "The egress sandbox holds for the whole server and cannot stand beside another role. Remove one of them.";
    yield error("sandbox-not-alone", text, ["purposes", sandbox, "role"]);
  }
  for (const [at, { id, address }] of policy.purposes.entries()) {
    const before = policy.purposes.slice(0, at);
    if (before.some((one) => one.id === id)) {
      yield error(
        "id-twice",
        `Two roles have the id ${id}. Give one of them another.`,
        ["purposes", at, "id"],
        { id },
      );
    }
    if (address !== null && before.some((one) => one.address === address)) {
      const text = `Two roles are for the address ${address}. Join their rules in one.`;
      yield warning("purpose-address-twice", text, ["purposes", at, "address"], { address });
    }
  }
}

/** Problems of roles and rules, inbound and outbound. */
export function* checkRules(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  yield* checkIds(policy);
  yield* checkPurposes(policy);
  for (const [at, purpose] of policy.purposes.entries()) {
    yield* checkOwnAddress(purpose.address, facts, ["purposes", at, "address"]);
    for (const [ruleAt, rule] of purpose.rules.entries()) {
      yield* checkInboundRule(policy, facts, purpose, rule, ["purposes", at, "rules", ruleAt]);
    }
  }
  for (const [at, rule] of policy.client.rules.entries()) {
    yield* checkOutboundRule(policy, facts, rule, ["client", "rules", at]);
  }
}
