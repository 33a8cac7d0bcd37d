import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { error, notice, type Problem, warning } from "@/lib/core/problem/problem";
import { checkServiceNames } from "./check-names";
import { isSandbox } from "./is-sandbox";
import { observingPaths } from "./observing";
import { everyService, type Policy } from "./schema";

/** Where a service is named whose control connection is FTP's: the chosen services, then the rules. */
function* ftpPaths({ client, services }: Policy): Generator<Problem["path"]> {
  const isFtp = (name: string) =>
    services
      .find((service) => service.name === name)
      ?.parts.some((part) => part.protocol === "tcp" && part.ports.includes("21")) ?? false;
  for (const [at, name] of client.services.entries()) if (isFtp(name)) yield ["client", "services", at];
  for (const [at, rule] of client.rules.entries()) {
    const place = rule.services.findIndex(isFtp);
    if (rule.enabled && rule.verdict === "accept" && place >= 0)
      yield ["client", "rules", at, "services", place];
  }
}

/** FTP's data connections are known to the kernel only where its helper watches the control connection. */
function* checkFtp(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  const path = ftpPaths(policy).next().value;
  if (path === undefined) return;
  if (facts !== null && !facts.ftpHelper) {
    const text =
      "FTP will not work: this host's kernel has no FTP helper (nf_conntrack_ftp), so data connections are refused. Use SFTP.";
    yield warning("ftp-helper-missing", text, path);
    return;
  }
  const text =
    "FTP's data connections pass by the kernel's FTP helper, which a rule in the table raw assigns. It reads unencrypted connections only (not FTPS). Prefer SFTP.";
  yield notice("ftp-helper", text, path);
}

function* checkChosen(policy: Policy): Generator<Problem> {
  const { mode, services, rules } = policy.client;
  if (services.length > 0 || rules.some(({ enabled }) => enabled)) return;
  if (mode === "at-reply") {
    const sources = policy.purposes
      .flatMap((purpose) => purpose.rules)
      .filter(
        ({ enabled, verdict, services: of }) => enabled && verdict === "accept" && of.includes(everyService),
      )
      .flatMap((rule) => rule.sources);
    const names = [...new Set(sources)].join(", ");
    const heard = names === "" ? "no answers" : `answers only from ${names}`;
    const text = `The server can send, but hears ${heard}. Choose what it uses: names and time at least.`;
    const code = names === "" ? "at-reply-none-heard" : "at-reply-none";
    yield notice(code, text, ["client", "services"], { names });
  }
  if (mode === "at-request" && policy.otherwise === "refuse" && policy.client.observe !== true) {
    const text =
      "The server can open no connection itself: no updates, no names, no time. Choose what it uses, or leave it so on purpose.";
    yield notice("at-request-none", text, ["client", "services"]);
  }
}

function destinationFamilies(policy: Policy): ReadonlySet<4 | 6> {
  const names = policy.client.rules
    .filter(({ enabled }) => enabled)
    .flatMap(({ destinations }) => destinations);
  const entries = policy.networks
    .filter(({ name }) => names.includes(name))
    .flatMap((network) => network.entries);
  const families = new Set<4 | 6>(names.includes("anyone") ? [4, 6] : []);
  for (const text of entries) {
    const entry = parseNetworkEntry(text);
    if (!("fault" in entry)) families.add(entry.range.family);
  }
  return families;
}

/** The sandbox's limits, said plainly. */
function* checkSandbox(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  if (policy.otherwise === "hand-on") {
    const text =
      "A sandbox that hands on what no rule speaks of holds nothing back. Refuse it, or choose another role.";
    yield error("sandbox-hands-on", text, ["otherwise"]);
  }
  const { dns, replies, observe } = policy.client;
  for (const [at, rule] of (policy.purposes[0]?.rules ?? []).entries()) {
    if (!rule.enabled || rule.admin) continue;
    const text =
      "The sandbox leaves what comes in to the server's other rules, so this rule does nothing. Remove it, or choose another role.";
    yield warning("sandbox-inbound", text, ["purposes", 0, "rules", at]);
  }
  const admin = policy.purposes[0]?.rules.some((rule) => rule.admin && rule.enabled) ?? false;
  if (observe !== true && (replies === "none" || (replies === "admin" && !admin))) {
    const text =
      replies === "none"
        ? "Answers to connections from outside are refused, to your own SSH session too, unless you sit on an allowed destination."
        : "No administrator is named, so answers to your own SSH session are refused too. Name one, or choose whose connections are answered.";
    yield warning("sandbox-cuts-admin", text, ["client", "replies"], { replies });
  }
  if (dns !== "off") {
    const text =
      "Names may be looked up anywhere, and that is itself a way out. Name this host's own resolvers as destinations and switch DNS off to close it.";
    yield notice("sandbox-dns", text, ["client", "dns"], { resolvers: facts?.resolvers.join(", ") ?? "" });
  }
  const families = destinationFamilies(policy);
  if (families.size === 0) {
    yield notice("sandbox-no-destination", "No destination is allowed.", ["client", "rules"]);
  } else if (!families.has(6)) {
    const text =
      "No destination has an IPv6 address, so in IPv6 everything is refused but loopback and what must always pass.";
    yield notice("sandbox-no-ipv6", text, ["client", "rules"]);
  }
  if (policy.forward === "published") {
    const text = "The sandbox has no rules for what comes in, so published ports cannot be held to them.";
    yield error("sandbox-published", text, ["forward"]);
  }
  if (facts?.forwarding.ipv4 || facts?.forwarding.ipv6) {
    const text =
      "This host forwards packets: containers leave through FORWARD and are not covered by the sandbox.";
    yield notice("sandbox-forwards", text, ["forward"]);
  }
}

/** What is only observed holds nothing back, and what lets everything out or hands it on has nothing to observe. */
function* checkObserve(policy: Policy): Generator<Problem> {
  if (policy.client.observe !== true) return;
  const path = ["client", "observe"];
  if (!isSandbox(policy) && (policy.client.mode !== "at-request" || policy.otherwise === "hand-on")) {
    const text =
      "Nothing that leaves would be refused, so there is nothing to observe. Switch observing off.";
    yield error("observe-nothing", text, path);
    return;
  }
  const text =
    "What leaves this server is only observed, not held back: what would be refused is logged and passes.";
  yield warning("client-observed", text, path);
}

/** Who observes reads what would be refused: on a host whose log cannot be read nothing comes of it. */
function* checkHeard(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  const path = observingPaths(policy).next().value;
  if (path === undefined || facts?.log !== "none") return;
  const text =
    "No log of refused packets can be read on this host, so nothing can be read of what would be refused: observing shows nothing here.";
  yield warning("observe-unheard", text, path);
}

/** Problems of the VPS as a client, and of the sandbox. */
export function* checkClient(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  yield* checkObserve(policy);
  yield* checkHeard(policy, facts);
  yield* checkServiceNames(policy, policy.client.services, ["client", "services"], false);
  if (isSandbox(policy)) {
    yield* checkSandbox(policy, facts);
  } else {
    yield* checkChosen(policy);
    yield* checkFtp(policy, facts);
  }
}
