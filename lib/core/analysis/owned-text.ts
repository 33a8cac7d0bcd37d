import { isOwned } from "@/lib/core/ruleset/owned-chains";

function append(rules: Map<string, string[]>, chain: string, rule: string): void {
  const list = rules.get(chain);
  if (list === undefined) rules.set(chain, [rule]);
  else list.push(rule);
}

/**
 * Our own chains out of save or restore text, in one canonical form: chains by name, each with its rules in order, no
 * counters, no comment lines. Save output and a rendered ruleset that hold the same rules give the same text; "" where
 * none of our chains is there. Comment lines are left out; comments on rules stay, being part of them.
 */
export function ownedText(text: string): string {
  const rules = new Map<string, string[]>();
  let table = "";
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line.startsWith("*")) table = line.slice(1);
    if (table !== "filter") continue;
    const declared = /^:(\S+)/.exec(line)?.[1];
    if (declared !== undefined && isOwned(declared)) rules.set(declared, rules.get(declared) ?? []);
    const rule = line.replace(/^\[\d+:\d+\]\s*/, "");
    const chain = /^-A (\S+)/.exec(rule)?.[1];
    if (chain !== undefined && isOwned(chain)) append(rules, chain, rule);
  }
  if (rules.size === 0) return "";
  const names = [...rules.keys()].sort();
  const lines = [
    ...names.map((name) => `:${name} - [0:0]`),
    ...names.flatMap((name) => rules.get(name) ?? []),
  ];
  return `*filter\n${lines.join("\n")}\nCOMMIT\n`;
}
