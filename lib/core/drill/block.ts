import { ownedText } from "@/lib/core/analysis/owned-text";
import { portMatches, protocol, tcp } from "@/lib/core/compile/match-shapes";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRule } from "@/lib/core/iptables/render-rule";
import { parseAddress } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { prefixOf } from "@/lib/core/net/prefix";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Rule } from "@/lib/core/ruleset/ruleset";

/** Own-chain texts of both families, as an apply pushes them; `rules6` null: the host has no IPv6. */
export type BlockingRules = { readonly rules4: string; readonly rules6: string | null };

/** Puts a line before all others of our chain for what comes in; null where the text has no such chain. */
function withFirstRule(owned: string, line: string): string | null {
  const lines = owned.split("\n");
  if (!lines.includes(`:${ownedChains.input} - [0:0]`)) return null;
  const first = lines.findIndex((one) => one.startsWith(`-A ${ownedChains.input} `));
  return lines.toSpliced(first < 0 ? lines.lastIndexOf("COMMIT") : first, 0, line).join("\n");
}

/**
 * What a drill loads: what is ours on the host as it stands, and before it one rule that drops new SSH connections from
 * the address from which the host sees the panel. Open connections and everybody else go on. Null where none of our
 * chains is on the host, or the host never saw the panel's address.
 */
export function blockingRules({ live, connection, iptables6 }: HostFacts): BlockingRules | null {
  const panel = connection === null ? null : parseAddress(connection.panelAddress);
  if (connection === null || panel === null) return null;
  const rule: Rule = {
    matches: [
      { kind: "source", prefix: prefixOf(panel, addressBits(panel.family)) },
      protocol(tcp),
      ...portMatches("tcp", "destination", [{ first: connection.hostPort, last: connection.hostPort }]),
      { kind: "tcp-flags", mask: ["FIN", "SYN", "RST", "ACK"], set: ["SYN"] },
      { kind: "comment", text: "drill: dropped on purpose" },
    ],
    target: { kind: "drop" },
    origin: null,
  };
  const line = renderRule(rule, ownedChains.input, panel.family);
  const owned4 = ownedText(live.ipv4 ?? "");
  const owned6 = iptables6 === "absent" ? null : ownedText(live.ipv6 ?? "");
  const rules4 = panel.family === 4 ? withFirstRule(owned4, line) : owned4;
  const rules6 = panel.family === 6 ? withFirstRule(owned6 ?? "", line) : owned6;
  if (rules4 === null || rules4 === "" || rules6 === "" || (panel.family === 6 && rules6 === null))
    return null;
  return { rules4, rules6 };
}
