import type { Family } from "@/lib/core/net/family";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { lexLine } from "./lex-line";
import { alwaysQuote, nameQuote, saveQuote, shellQuote } from "./quote";
import { ruleWords } from "./rule-words";
import { targetWords } from "./target/target-words";
import type { Word } from "./words";

function saved({ text, kind }: Word): string {
  switch (kind) {
    case "free":
      return saveQuote(text);
    case "name":
      return nameQuote(text);
    case "quoted":
      return alwaysQuote(text);
    case "plain":
    case "raw":
      return text;
  }
}

/** Text kept as iptables-save wrote it is split as iptables would, and quoted anew for the shell. */
function shellWords({ text, kind }: Word): readonly string[] {
  if (kind !== "raw") return [shellQuote(text)];
  const tokens = lexLine(text);
  return "openQuote" in tokens ? [shellQuote(text)] : tokens.map((token) => shellQuote(token.text));
}

/** `-A CHAIN …` exactly as iptables-save prints the rule back; no line end. */
export function renderRule(rule: Rule, chain: string, family: Family): string {
  return ["-A", chain, ...ruleWords(rule, family).map(saved)].join(" ");
}

const programs = { 4: "iptables", 6: "ip6tables" } as const;

const chainWords = (rule: Rule, chain: string, family: Family) => [
  shellQuote(chain),
  ...ruleWords(rule, family).flatMap(shellWords),
];

/** `iptables -A CHAIN …` or `ip6tables …` as one POSIX shell command; no line end. */
export function renderCommand(rule: Rule, chain: string, family: Family): string {
  return [programs[family], "-A", ...chainWords(rule, chain, family)].join(" ");
}

/**
 * A shell command that adds a rule to a chain of another table than filter unless it is there: such a table is not
 * emptied before. A kernel that refuses the rule is told of, and the script goes on.
 */
export function renderAddition(rule: Rule, table: string, chain: string, family: Family): string {
  const program = `${programs[family]} -t ${shellQuote(table)}`;
  const words = chainWords(rule, chain, family).join(" ");
  return `${program} -C ${words} 2>/dev/null || ${program} -A ${words} ||\n  echo "This kernel refuses a rule of the table ${table}; it is left out." >&2`;
}

/** What a target says, as iptables-save prints it: `-j DNAT --to-destination 192.0.2.1`. */
export function renderTarget(target: Target): string {
  return targetWords(target).map(saved).join(" ");
}
