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

/** `iptables -A CHAIN …` or `ip6tables …` as one POSIX shell command; no line end. */
export function renderCommand(rule: Rule, chain: string, family: Family): string {
  const program = family === 4 ? "iptables" : "ip6tables";
  return [program, "-A", shellQuote(chain), ...ruleWords(rule, family).flatMap(shellWords)].join(" ");
}

/** What a target says, as iptables-save prints it: `-j DNAT --to-destination 192.0.2.1`. */
export function renderTarget(target: Target): string {
  return targetWords(target).map(saved).join(" ");
}
