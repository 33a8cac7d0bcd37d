import { isOwned } from "@/lib/core/ruleset/owned-chains";

function append(rules: Map<string, string[]>, chain: string, rule: string): void {
  const list = rules.get(chain);
  if (list === undefined) rules.set(chain, [rule]);
  else list.push(rule);
}

function tableText(table: string, rules: ReadonlyMap<string, readonly string[]>): string {
  if (rules.size === 0) return "";
  const names = [...rules.keys()].sort();
  const lines = [
    ...names.map((name) => `:${name} - [0:0]`),
    ...names.flatMap((name) => rules.get(name) ?? []),
  ];
  return `*${table}\n${lines.join("\n")}\nCOMMIT\n`;
}

/**
 * Our own chains out of save or restore text, in one canonical form: chains by name, each with its rules in order, no
 * counters, no comment lines. Save output and a rendered ruleset that hold the same rules give the same text; "" where
 * none of our chains is there. Comment lines are left out; comments on rules stay, being part of them.
 */
export function ownedText(text: string): string {
  const tables = { raw: new Map<string, string[]>(), filter: new Map<string, string[]>() };
  let rules: Map<string, string[]> | null = null;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line.startsWith("*"))
      rules = line === "*filter" ? tables.filter : line === "*raw" ? tables.raw : null;
    if (rules === null) continue;
    const declared = /^:([^ ]+)/.exec(line)?.[1];
    if (declared !== undefined && isOwned(declared)) rules.set(declared, rules.get(declared) ?? []);
    const rule = line.replace(/^\[\d+:\d+\]\s*/, "");
    const chain = /^-A ([^ ]+)/.exec(rule)?.[1];
    if (chain !== undefined && isOwned(chain)) append(rules, chain, rule);
  }
  return tableText("raw", tables.raw) + tableText("filter", tables.filter);
}
