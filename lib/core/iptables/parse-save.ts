import type { Family } from "@/lib/core/net/family";
import type { Problem, Result } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { asSaved, lexLine, withNames } from "./lex-line";
import { type Fault, isFault } from "./parse-option";
import { parseRule } from "./parse-rule";
import { hostNames, missingCommit, notUnderstood, syntaxFault, undeclaredChain } from "./save-problems";
import { SaveTable } from "./save-table";

const rulePattern = /^(\[\d+:\d+\]\s*)?(-[AI46]|--append|--insert|--ipv[46])\s/;
const counterPattern = /^\[(\d+):(\d+)\]\s*/;
/** What iptables-restore takes besides rules: a new chain, a policy, and taking things away. */
const chainPattern = /^(-N|--new-chain|-P|--policy|-F|--flush|-X|--delete-chain)(?:\s+(\S+))?(?:\s+(\S+))?$/;
/** A name may hold every sign but blanks, those of Unicode included, which only `\s` takes for some. */
const declaration = /^:([^ \t\r]+)(?:[ \t]+(\S+))?(?:[ \t]+\[\d+:\d+\])?$/;
const chainOf = (line: string) => /(?:^|\s)(?:-[AI]|--append|--insert)\s+([^ \t\r]+)/.exec(line)?.[1] ?? null;
/** After this many errors the text is surely something else. */
const mostErrors = 20;

/** Reads save text line by line. */
class SaveReader {
  private readonly tables: SaveTable[] = [];
  private open: SaveTable | null = null;
  private readonly errors: Problem[] = [];
  private readonly warnings: Problem[] = [];

  constructor(
    private readonly family: Family,
    private readonly live: boolean,
  ) {}

  read(text: string): Result<Ruleset> {
    for (const [index, line] of text.split("\n").entries()) {
      const problem = this.readLine(line, index + 1);
      if (problem !== null) this.errors.push(problem);
      if (this.errors.length >= mostErrors) break;
    }
    if (this.errors.length > 0) return { ok: false, problems: this.errors };
    this.close();
    for (const table of this.tables) {
      for (const { chain, line } of table.undeclared()) this.warnings.push(undeclaredChain(chain, line));
    }
    const tables = this.tables.map((table) => table.build());
    return { ok: true, value: { family: this.family, tables }, problems: this.warnings };
  }

  private readLine(raw: string, number: number): Problem | null {
    const line = raw.replace(/[ \t\r]+$/, "");
    const text = line.trimStart();
    const column = line.length - text.length + 1;
    if (text === "" || text.startsWith("#")) return null;
    if (text.startsWith("*")) return this.openTable(text.slice(1).trim(), number, column);
    if (text === "COMMIT") return this.commit(number, column);
    if (text.startsWith(":")) return this.declare(text, number, column);
    if (rulePattern.test(text)) return this.rule(line, number, column);
    const command = chainPattern.exec(text);
    if (command !== null) return this.chainCommand(command, number, column);
    return syntaxFault(
      number,
      column,
      "a line of iptables-save: *TABLE, :CHAIN, -A CHAIN …, COMMIT or # (run iptables-save to get this form)",
    );
  }

  /** Ends a table whose COMMIT is missing. */
  private close(): void {
    if (this.open !== null) this.warnings.push(missingCommit(this.open.name, this.open.line));
  }

  private openTable(name: string, line: number, column: number): Problem | null {
    if (!/^[a-z]+$/.test(name)) {
      return syntaxFault(line, column + 1, "a table such as filter, nat, mangle, raw or security");
    }
    this.close();
    if (this.tables.some((table) => table.name === name)) {
      return syntaxFault(line, column, `table ${name} only once`);
    }
    this.open = new SaveTable(name, line);
    this.tables.push(this.open);
    return null;
  }

  private commit(line: number, column: number): Problem | null {
    if (this.open === null) return syntaxFault(line, column, "*TABLE before COMMIT");
    this.open = null;
    return null;
  }

  private declare(text: string, line: number, column: number): Problem | null {
    if (this.open === null) return syntaxFault(line, column, "*TABLE before the chains, such as *filter");
    const match = declaration.exec(text);
    const name = match?.[1];
    if (match === null || name === undefined)
      return syntaxFault(line, column, ":CHAIN POLICY [packets:bytes]");
    const word = match[2] ?? "-";
    if (word !== "ACCEPT" && word !== "DROP" && word !== "-") {
      return syntaxFault(
        line,
        column + text.indexOf(word, name.length + 1),
        "ACCEPT, DROP or - after the chain",
      );
    }
    return this.open.declare(name, word === "-" ? null : word)
      ? null
      : syntaxFault(line, column + 1, `chain ${name} declared only once`, name);
  }

  private chainCommand(
    [text, option = "", chain, policy]: readonly string[],
    line: number,
    column: number,
  ): Problem | null {
    const { open } = this;
    if (open === null) return syntaxFault(line, column, "*TABLE before this, such as *filter");
    switch (option) {
      case "-F":
      case "--flush":
        open.flush(chain ?? null);
        return null;
      case "-X":
      case "--delete-chain":
        open.remove(chain ?? null);
        return null;
      case "-P":
      case "--policy":
        if (chain === undefined || (policy !== "ACCEPT" && policy !== "DROP")) {
          return syntaxFault(line, column, "-P CHAIN ACCEPT or -P CHAIN DROP");
        }
        open.setPolicy(chain, policy);
        return null;
      default:
        if (chain === undefined || policy !== undefined) return syntaxFault(line, column, "-N CHAIN");
        return open.declare(chain, null)
          ? null
          : syntaxFault(line, column + (text ?? "").indexOf(chain), `chain ${chain} declared only once`);
    }
  }

  private rule(line: string, number: number, column: number): Problem | null {
    if (this.open === null) return syntaxFault(number, column, "*TABLE before the rules, such as *filter");
    const counted = counterPattern.exec(line.slice(column - 1));
    const start = column - 1 + (counted?.[0].length ?? 0);
    const { open } = this;
    const reading = this.live ? asSaved : withNames((name) => open.declares(name));
    const tokens = lexLine(line, start, reading);
    const chain = chainOf(line.slice(start));
    if ("openQuote" in tokens) {
      return syntaxFault(number, tokens.openQuote + 1, 'a closing " for the one opened here', chain);
    }
    const doubts: Fault[] = [];
    const parsed = parseRule(line, tokens, this.family, this.live ? doubts : null);
    if (isFault(parsed)) return syntaxFault(number, parsed.at + 1, parsed.expected, chain);
    if (parsed.otherFamily) return null;
    this.warnings.push(...doubts.map(({ at, expected }) => notUnderstood(number, at + 1, expected)));
    const counters =
      counted === null ? null : { packets: BigInt(counted[1] ?? 0), bytes: BigInt(counted[2] ?? 0) };
    this.warnings.push(...hostNames(parsed.rules, number, line));
    return open.add(parsed, { line: number, text: line.slice(start), counters })
      ? null
      : syntaxFault(number, start + 1, `a place up to the end of chain ${parsed.chain}`, chain);
  }
}

/**
 * Reads the output of iptables-save or ip6tables-save, or what a person wrote for iptables-restore: every table, with
 * or without counters. Matches and targets that are not modelled are kept as opaque text, never left out. Text that is
 * neither is answered by located problems (`params`: line and column, both from 1, and what was expected). A missing
 * COMMIT, a chain that is not declared and a host name are warnings. A built-in chain that is not declared, or
 * declared with `-`, has policy null: not said.
 */
export function parseSave(text: string, family: Family): Result<Ruleset> {
  return new SaveReader(family, false).read(text);
}

/**
 * Reads what iptables-save printed on a host just now. The rules are loaded there, so an extension that says what is not
 * known here is a newer one: its text is kept, with a warning, and all the rest is read.
 */
export function parseLive(text: string, family: Family): Result<Ruleset> {
  return new SaveReader(family, true).read(text);
}
