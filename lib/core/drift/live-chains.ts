import { hookOf, isOwned } from "@/lib/core/ruleset/owned-chains";

/** One chain of a save text: its rules in order, without counters. `policy` is null for a chain that somebody made. */
export type LiveChain = {
  readonly table: string;
  readonly chain: string;
  readonly policy: string | null;
  readonly rules: readonly string[];
};

/** Without the blanks around it; a name may begin or end with one of Unicode's, which `trim` would take away. */
const bare = (line: string) => line.replace(/^[ \t]+|[ \t\r]+$/g, "");

/** Every chain of a save text, in the order of the text. */
export function liveChains(text: string): LiveChain[] {
  const chains: (Omit<LiveChain, "rules"> & { rules: string[] })[] = [];
  let table = "";
  for (const raw of text.split("\n")) {
    const line = bare(raw);
    if (line.startsWith("*")) table = line.slice(1);
    const declared = /^:([^ ]+) (\S+)/.exec(line);
    if (declared?.[1] !== undefined) {
      const policy = declared[2] === "-" ? null : (declared[2] ?? null);
      chains.push({ table, chain: declared[1], policy, rules: [] });
    }
    const rule = line.replace(/^\[\d+:\d+\]\s*/, "");
    const name = /^-A ([^ ]+)/.exec(rule)?.[1];
    if (name !== undefined) {
      chains.find((one) => one.table === table && one.chain === name)?.rules.push(rule);
    }
  }
  return chains;
}

/** The chain that a rule hands packets to; built-in targets count, being words of the same kind. */
export function targetOf(rule: string): string | null {
  return / -[jg] ([^ ]+)$/.exec(rule)?.[1] ?? null;
}

/** Whether a rule is our jump, as the host script makes it: without a condition. */
export function isOurJump(rule: string): boolean {
  const [, from, to] = /^-A (\S+) -j (\S+)$/.exec(rule) ?? [];
  if (from === undefined || to === undefined || !isOwned(to)) return false;
  return from === hookOf[to] || (from === "DOCKER-USER" && hookOf[to] === "FORWARD");
}

/** The live text without some chains: themselves, and the rules that lead to them. */
export function withoutChains(text: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return text;
  const kept = text.split("\n").filter((raw) => {
    const line = bare(raw).replace(/^\[\d+:\d+\]\s*/, "");
    const own = /^(?::|-A )([^ ]+)/.exec(line)?.[1];
    if (own !== undefined && names.has(own)) return false;
    return !(line.startsWith("-A ") && names.has(targetOf(line) ?? ""));
  });
  return kept.join("\n");
}
