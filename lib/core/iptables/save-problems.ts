import { error, type Problem, warning } from "@/lib/core/problem/problem";
import type { Rule } from "@/lib/core/ruleset/ruleset";

/** Text that is not what iptables would take: where (both from 1), in which chain, and what was expected there. */
export function syntaxFault(
  line: number,
  column: number,
  expected: string,
  chain: string | null = null,
): Problem {
  const text = `Line ${line}, column ${column}: expected ${expected}${chain === null ? "" : ` (chain ${chain})`}`;
  return error("save-syntax", text, ["line", line], {
    line,
    column,
    expected,
    ...(chain !== null && { chain }),
  });
}

export function missingCommit(table: string, line: number): Problem {
  const text = `Table ${table}, opened in line ${line}, has no COMMIT: iptables-restore would not load it`;
  return warning("missing-commit", text, ["line", line], { table, line, column: 1 });
}

export function undeclaredChain(chain: string, line: number): Problem {
  const text = `Line ${line} adds to chain ${chain}, and no line :${chain} declares it`;
  return warning("undeclared-chain", text, ["line", line], { line, column: 1, chain });
}

/** What an extension of a loaded rule says and nobody here knows: the rule is there, so its text is kept. */
export function notUnderstood(line: number, column: number, expected: string): Problem {
  const text = `Line ${line}, column ${column}: kept as text, since this is not known here; expected ${expected}`;
  return warning("not-understood", text, ["line", line], { line, column, expected });
}

const hostName = /^(?:! )?-[sd] (.+)$/;

/** A host name is looked up once, when the rules load, and may stand for another address by then. */
export function hostNames(
  rules: readonly Pick<Rule, "matches">[],
  line: number,
  text: string,
): readonly Problem[] {
  const names = new Set(
    rules.flatMap(({ matches }) =>
      matches.flatMap((match) => (match.kind === "opaque" ? (hostName.exec(match.text)?.[1] ?? []) : [])),
    ),
  );
  return [...names].map((name) => {
    const column = text.indexOf(name) + 1;
    const sentence = `Line ${line}, column ${column}: ${name} is a host name, which is looked up once when the rules load: write its address`;
    return warning("host-name", sentence, ["line", line], { line, column, name });
  });
}
