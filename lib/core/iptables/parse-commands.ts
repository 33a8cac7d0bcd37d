import type { Family } from "@/lib/core/net/family";
import type { Problem, Result } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Token } from "./lex-line";
import { lexShell } from "./lex-shell";
import { lookup } from "./lookup";
import { isFault } from "./parse-option";
import { parseRule } from "./parse-rule";
import { alwaysQuote } from "./quote";
import { hostNames, syntaxFault } from "./save-problems";
import { builtInChains, SaveTable } from "./save-table";

/** `iptables …`, perhaps with sudo, a path or a back end in front or behind. */
const program = /^\s*(?:sudo\s+)?(?:\S*\/)?(ip6?tables)(?:-legacy|-nft)?(?=\s|$)/;
/** What may stand around commands and changes no rule. */
const harmless =
  /^\s*(?:#.*|set\s+-\w+|(?:export\s+)?PATH=\S*|exit(?:\s+0)?|(?:echo|modprobe|sysctl)\s[^;&|`$()]*)?\s*$/;
/** After this many errors the text is surely something else. */
const mostErrors = 20;

/** The family whose rules the first command of a text makes; null where the text is no list of commands. */
export function commandFamily(text: string): Family | null {
  const first = text.split("\n").find((line) => !harmless.test(line));
  const called = first === undefined ? null : program.exec(first);
  return called === null ? null : called[1] === "ip6tables" ? 6 : 4;
}

/** Options of the program itself, of no meaning for the rules. */
const setAside: readonly string[] = ["-w", "--wait", "-v", "--verbose", "-n"];
const listing: readonly string[] = ["-L", "--list", "-S", "--list-rules"];
const chainCommands: ReadonlySet<string> = new Set(
  "-N --new-chain -P --policy -F --flush -X --delete-chain -Z --zero".split(" "),
);

/** The same words as a line of iptables-save would have them, and where each place of it came from. */
function asSaved(words: readonly Token[]): {
  readonly line: string;
  readonly tokens: readonly Token[];
  readonly origin: (at: number) => number;
} {
  const tokens: Token[] = [];
  let line = "";
  for (const { text, quoted } of words) {
    const start = line.length;
    line += quoted ? alwaysQuote(text) : text;
    tokens.push({ text, start, end: line.length, quoted });
    line += " ";
  }
  const origin = (at: number) => {
    const index = tokens.findLastIndex(({ start }) => start <= at);
    const [token, word] = [tokens[index], words[index]];
    return token === undefined || word === undefined
      ? 0
      : Math.min(word.start + (at - token.start), word.end);
  };
  return { line: line.trimEnd(), tokens, origin };
}

/** Reads commands in their order, as if they ran on a host without any rules. */
class CommandReader {
  private readonly tables = new Map<string, SaveTable>();
  private readonly errors: Problem[] = [];
  private readonly warnings: Problem[] = [];

  constructor(private readonly family: Family) {}

  read(text: string): Result<Ruleset> {
    const lines = text.split("\n");
    for (let at = 0; at < lines.length && this.errors.length < mostErrors; at++) {
      const number = at + 1;
      let line = lines[at] ?? "";
      // A backslash at the end takes the next line in.
      while (/\\\s*$/.test(line) && at + 1 < lines.length)
        line = `${line.replace(/\\\s*$/, " ")}${lines[++at]}`;
      const problem = this.readLine(line.trimEnd(), number);
      if (problem !== null) this.errors.push(problem);
    }
    if (this.errors.length > 0) return { ok: false, problems: this.errors };
    const tables = [...this.tables.values()].map((table) => table.build());
    return { ok: true, value: { family: this.family, tables }, problems: this.warnings };
  }

  private readLine(line: string, number: number): Problem | null {
    if (harmless.test(line)) return null;
    const called = program.exec(line);
    if (called === null) {
      const expected =
        "an iptables command (what a script does more is not read: run it, and give what iptables-save prints)";
      return syntaxFault(number, line.search(/\S/) + 1, expected);
    }
    if ((called[1] === "ip6tables") !== (this.family === 6)) return null;
    const tokens = lexShell(line, called[0].length);
    if ("expected" in tokens) return syntaxFault(number, tokens.at + 1, tokens.expected);
    return this.command(line, tokens, number);
  }

  /** Takes `-t` and what means nothing here out of the words, and does what is left. */
  private command(line: string, tokens: readonly Token[], number: number): Problem | null {
    const left: Token[] = [];
    let name = "filter";
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at] as Token;
      if (!token.quoted && (token.text === "-t" || token.text === "--table")) {
        const value = tokens[++at];
        if (value === undefined) return syntaxFault(number, token.end + 1, "a table after -t");
        name = value.text;
      } else if (token.quoted || !setAside.includes(token.text)) {
        left.push(token);
      }
    }
    if (!/^[a-z]+$/.test(name))
      return syntaxFault(number, 1, "a table such as filter, nat, mangle, raw or security");
    const [first] = left;
    if (first === undefined) return syntaxFault(number, line.length + 1, "a command such as -A or -P");
    if (listing.includes(first.text)) return null;
    const table = this.table(name, number);
    return chainCommands.has(first.text)
      ? this.chainCommand(table, left, number)
      : this.rule(table, line, left, number);
  }

  private table(name: string, line: number): SaveTable {
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const table = new SaveTable(name, line);
    for (const chain of lookup(builtInChains, name) ?? []) table.declare(chain, "ACCEPT");
    this.tables.set(name, table);
    return table;
  }

  private chainCommand(
    table: SaveTable,
    [option, chain, policy]: readonly Token[],
    number: number,
  ): Problem | null {
    const place = (token: Token | undefined, expected: string) =>
      syntaxFault(number, (token?.start ?? option?.start ?? 0) + 1, expected);
    switch (option?.text) {
      case "-F":
      case "--flush":
        table.flush(chain?.text ?? null);
        return null;
      case "-X":
      case "--delete-chain":
        table.remove(chain?.text ?? null);
        return null;
      case "-Z":
      case "--zero":
        return null;
      case "-P":
      case "--policy":
        if (chain === undefined) return place(option, "-P CHAIN POLICY");
        if (policy?.text !== "ACCEPT" && policy?.text !== "DROP") return place(policy, "ACCEPT or DROP");
        table.setPolicy(chain.text, policy.text);
        return null;
      default:
        if (chain === undefined) return place(option, "-N CHAIN");
        return table.declare(chain.text, null) ? null : place(chain, `chain ${chain.text} made only once`);
    }
  }

  private rule(table: SaveTable, line: string, tokens: readonly Token[], number: number): Problem | null {
    const [first] = tokens;
    if (first !== undefined && !/^(?:-[AI46]|--append|--insert|--ipv[46])$/.test(first.text)) {
      return syntaxFault(
        number,
        first.start + 1,
        "-A, -I, -N, -P, -F or -X: what takes rules away is not read",
      );
    }
    const saved = asSaved(tokens);
    const parsed = parseRule(saved.line, saved.tokens, this.family);
    if (isFault(parsed)) return syntaxFault(number, saved.origin(parsed.at) + 1, parsed.expected);
    if (parsed.otherFamily) return null;
    this.warnings.push(...hostNames(parsed.rules, number, line));
    return table.add(parsed, { line: number, text: line.trim(), counters: null })
      ? null
      : syntaxFault(number, (first?.start ?? 0) + 1, `a place up to the end of chain ${parsed.chain}`);
  }
}

/**
 * Reads `iptables …` command lines, as they stand in instructions and simple scripts, into the rules that they make on
 * a host without any. Commands of the other family are left out. Whatever only a shell can do is answered by a located
 * problem: variables, loops, conditions.
 */
export function parseCommands(text: string, family: Family): Result<Ruleset> {
  return new CommandReader(family).read(text);
}
