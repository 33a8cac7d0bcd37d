import type { Family } from "@/lib/core/net/family";
import { error, type Problem, type Result, warning } from "@/lib/core/problem/problem";
import type { Chain, Counters, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { lexLine } from "./lex-line";
import { isFault } from "./parse-option";
import { parseRule } from "./parse-rule";

type OpenChain = { policy: Chain["policy"]; declared: boolean; rules: Rule[] };
type OpenTable = { readonly name: string; readonly line: number; readonly chains: Map<string, OpenChain> };

const builtIn = new Set(["INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING"]);
const rulePattern = /^(\[\d+:\d+\]\s*)?(-A|--append|-[46]|--ipv[46])\s/;
const counterPattern = /^\[(\d+):(\d+)\]\s*/;
/** After this many errors the text is surely something else. */
const mostErrors = 20;

function fault(line: number, column: number, expected: string): Problem {
  const text = `Line ${line}, column ${column}: expected ${expected}`;
  return error("save-syntax", text, ["line", line], { line, column, expected });
}

/** Reads save text line by line. */
class SaveReader {
  private readonly tables: OpenTable[] = [];
  private open: OpenTable | null = null;
  private readonly errors: Problem[] = [];
  private readonly warnings: Problem[] = [];

  constructor(private readonly family: Family) {}

  read(text: string): Result<Ruleset> {
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      const problem = this.readLine(line, index + 1);
      if (problem !== null) this.errors.push(problem);
      if (this.errors.length >= mostErrors) break;
    }
    if (this.open !== null && this.errors.length === 0) this.missingCommit(this.open);
    if (this.errors.length > 0) return { ok: false, problems: this.errors };
    this.undeclared();
    const tables = this.tables.map(({ name, chains }) => ({
      name,
      chains: [...chains].map(([chain, { policy, rules }]) => ({ name: chain, policy, rules })),
    }));
    return { ok: true, value: { family: this.family, tables }, problems: this.warnings };
  }

  private readLine(raw: string, number: number): Problem | null {
    const line = raw.trimEnd();
    const text = line.trimStart();
    const column = line.length - text.length + 1;
    if (text === "" || text.startsWith("#")) return null;
    if (text.startsWith("*")) return this.openTable(text.slice(1).trim(), number, column);
    if (text === "COMMIT") return this.commit(number, column);
    if (text.startsWith(":")) return this.declare(text, number, column);
    if (rulePattern.test(text)) return this.rule(line, number, column);
    return fault(
      number,
      column,
      "a line of iptables-save: *TABLE, :CHAIN, -A CHAIN …, COMMIT or # (run iptables-save to get this form)",
    );
  }

  private openTable(name: string, line: number, column: number): Problem | null {
    if (!/^[a-z]+$/.test(name)) {
      return fault(line, column + 1, "a table such as filter, nat, mangle, raw or security");
    }
    if (this.open !== null) this.missingCommit(this.open);
    if (this.tables.some((table) => table.name === name)) {
      return fault(line, column, `table ${name} only once`);
    }
    this.open = { name, line, chains: new Map() };
    this.tables.push(this.open);
    return null;
  }

  /** Rules in a chain of the user's that no line declares: iptables-restore refuses them. */
  private undeclared(): void {
    for (const { chains } of this.tables) {
      for (const [name, { declared, rules }] of chains) {
        if (declared || builtIn.has(name)) continue;
        const line = rules[0]?.line ?? 0;
        const text = `Line ${line} adds to chain ${name}, and no line :${name} declares it`;
        this.warnings.push(
          warning("undeclared-chain", text, ["line", line], { line, column: 1, chain: name }),
        );
      }
    }
  }

  private missingCommit({ name, line }: OpenTable): void {
    const text = `Table ${name}, opened in line ${line}, has no COMMIT: iptables-restore would not load it`;
    this.warnings.push(warning("missing-commit", text, ["line", line], { table: name, line, column: 1 }));
  }

  private commit(line: number, column: number): Problem | null {
    if (this.open === null) return fault(line, column, "*TABLE before COMMIT");
    this.open = null;
    return null;
  }

  private declare(text: string, line: number, column: number): Problem | null {
    if (this.open === null) return fault(line, column, "*TABLE before the chains, such as *filter");
    const match = /^:(\S+)(?:\s+(\S+))?(?:\s+\[\d+:\d+\])?$/.exec(text);
    const name = match?.[1];
    if (match === null || name === undefined) return fault(line, column, ":CHAIN POLICY [packets:bytes]");
    const word = match[2] ?? "-";
    if (word !== "ACCEPT" && word !== "DROP" && word !== "-") {
      return fault(line, column + text.indexOf(word, name.length + 1), "ACCEPT, DROP or - after the chain");
    }
    const known = this.open.chains.get(name);
    if (known?.declared) return fault(line, column + 1, `chain ${name} declared only once`);
    const chain = known ?? { policy: null, declared: true, rules: [] };
    chain.declared = true;
    chain.policy = word === "-" ? null : word;
    this.open.chains.set(name, chain);
    return null;
  }

  private rule(line: string, number: number, column: number): Problem | null {
    if (this.open === null) return fault(number, column, "*TABLE before the rules, such as *filter");
    const counted = counterPattern.exec(line.slice(column - 1));
    const start = column - 1 + (counted?.[0].length ?? 0);
    const tokens = lexLine(line, start);
    if ("openQuote" in tokens) {
      return fault(number, tokens.openQuote + 1, 'a closing " for the one opened here');
    }
    const parsed = parseRule(line, tokens, this.family);
    if (isFault(parsed)) return fault(number, parsed.at + 1, parsed.expected);
    if (parsed.otherFamily) return null;
    let chain = this.open.chains.get(parsed.chain);
    if (chain === undefined) {
      chain = { policy: null, declared: false, rules: [] };
      this.open.chains.set(parsed.chain, chain);
    }
    const text = line.slice(start);
    const counters: Counters | undefined =
      counted === null ? undefined : { packets: BigInt(counted[1] ?? 0), bytes: BigInt(counted[2] ?? 0) };
    for (const rule of parsed.rules) {
      chain.rules.push({ ...rule, origin: null, line: number, text, ...(counters && { counters }) });
    }
    return null;
  }
}

/**
 * Reads the output of iptables-save or ip6tables-save: every table, with or without counters.
 * Matches and targets that are not modelled are kept as opaque text, never left out. Text that is not save output is
 * answered by located problems (`params`: line and column, both from 1, and what was expected). A missing COMMIT is a
 * warning. A built-in chain that is not declared, or declared with `-`, has policy null: not said.
 */
export function parseSave(text: string, family: Family): Result<Ruleset> {
  return new SaveReader(family).read(text);
}
