import type { Family } from "@/lib/core/net/family";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { lexLine } from "./lex-line";
import type { Word } from "./match-words";
import { saveQuote, shellQuote } from "./quote";
import { ruleWords } from "./rule-words";

function saved({ text, kind }: Word): string {
  return kind === "free" ? saveQuote(text) : text;
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

/** `iptables -A CHAIN …` or `ip6tables …` as one POSIX shell command; no line end. */
export function renderCommand(rule: Rule, chain: string, family: Family): string {
  const program = family === 4 ? "iptables" : "ip6tables";
  return [program, "-A", shellQuote(chain), ...ruleWords(rule, family).flatMap(shellWords)].join(" ");
}
