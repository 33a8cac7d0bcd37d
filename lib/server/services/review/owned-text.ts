import { isOwned } from "@/lib/core/ruleset/owned-chains";

/**
 * Our own chains out of what `iptables-save -c` printed, as restore text without counters: what a rendered ruleset is
 * compared with. "" where there is none of ours.
 */
export function ownedText(live: string): string {
  const chains: string[] = [];
  const rules: string[] = [];
  let table = "";
  for (const line of live.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    if (table !== "filter") continue;
    const chain = /^:(\S+)/.exec(line)?.[1];
    if (chain !== undefined && isOwned(chain)) chains.push(`:${chain} - [0:0]`);
    const rule = line.replace(/^\[\d+:\d+\] /, "");
    const appendedTo = /^-A (\S+)/.exec(rule)?.[1];
    if (appendedTo !== undefined && isOwned(appendedTo)) rules.push(rule.trimEnd());
  }
  return chains.length === 0 ? "" : `*filter\n${[...chains, ...rules].join("\n")}\nCOMMIT\n`;
}
