import type { HostFacts } from "@/lib/core/facts/host-facts";
import { notice, type Problem, warning } from "@/lib/core/problem/problem";
import { isSandbox } from "./is-sandbox";
import { everyService, type Policy } from "./schema";

function* checkAdminPath(policy: Policy): Generator<Problem> {
  const rules = policy.purposes.flatMap((purpose, at) =>
    purpose.rules.map((rule, ruleAt) => ({ rule, path: ["purposes", at, "rules", ruleAt] })),
  );
  const admin = rules.filter(({ rule }) => rule.admin && rule.enabled && rule.verdict === "accept");
  if (admin.length === 0) {
    const text =
      "No rule is the administrator's path. Mark the one over which you reach this server, so that it stands first and is never limited.";
    yield warning("no-admin-path", text, ["purposes"]);
  }
  for (const { rule, path } of admin) {
    if (!rule.sources.includes("anyone") || !rule.services.includes(everyService)) continue;
    const text = "Anyone may use every service: this lets everybody in. Name the administrator's address.";
    yield warning("open-to-anyone", text, [...path, "sources"]);
  }
  const console =
    "If everything else fails, your provider's console is the last way in. Make sure that you can open it.";
  yield notice("provider-console", console);
}

/** What of the host's own rules keeps published ports from being held to the policy, or would be held by mistake. */
function* checkPublished({ live }: HostFacts): Generator<Problem> {
  const texts = [live.ipv4, live.ipv6].map((text) => `\n${text ?? ""}`);
  if (texts.some((text) => /\n:DOCKER-USER /.test(text) && /-A FORWARD -j SEKISHO-FWD(\n|$)/.test(text))) {
    const text =
      "Docker came after these rules: its own stand before ours in FORWARD, so published ports may get past the policy.";
    yield warning("published-behind", text, ["forward"]);
  }
  if (texts.some((text) => /\n:KUBE-/.test(text))) {
    const text = "Kubernetes sends its services on by nat, which would be held to these rules as well.";
    yield warning("published-kube", text, ["forward"]);
  }
}

/** Problems of the ways in, and reminders of what lies outside the host. */
export function* checkAccess(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  if (!isSandbox(policy)) yield* checkAdminPath(policy);
  if (policy.purposes.some(({ role }) => role === "internal-server")) {
    const text = "The office's own firewall must let this traffic out too.";
    yield notice("office-firewall", text);
  }
  const forwarding = facts !== null && (facts.forwarding.ipv4 || facts.forwarding.ipv6);
  if (policy.forward === "drop" && forwarding) {
    const text =
      "This host forwards packets, and they are to be dropped: containers and VPNs lose their connections.";
    yield warning("forward-drops", text, ["forward"]);
  }
  if (policy.forward === "published" && facts !== null) yield* checkPublished(facts);
  if (facts?.iptables6 === "absent") {
    yield notice(
      "no-ipv6",
      "This host has no IPv6, so only IPv4 rules are made. That is looked at again at each apply.",
    );
  }
}
