import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { abbreviatedOption, type GenericOption, genericOption } from "./generic-options";
import type { Token } from "./lex-line";
import { matchParsers, opaqueArity, protocolModule, protocolOptions } from "./match-parsers";
import { readAddresses, readInterface } from "./parse-address";
import { expected, type Fault, isFault, negate, type Reading } from "./parse-option";
import { targetParsers } from "./parse-target";
import { protocolNumber } from "./protocol-names";
import { addSpan, type Group, matchesOf, newGroup, targetOf } from "./rule-parts";

/** What one `-A` line says: a list in `-s` or `-d` stands for several rules. `otherFamily`: marked `-4` or `-6`. */
export type ParsedRule = {
  readonly chain: string;
  readonly otherFamily: boolean;
  readonly rules: readonly Pick<Rule, "matches" | "target">[];
};

/** Conditions in their order; an address is a list of alternatives, an extension is read when its options are all there. */
type Part = { readonly alternatives: readonly (Match | null)[] } | { readonly group: Group };

const isBang = (token: Token) => !token.quoted && token.text === "!";
const looksLikeOption = (token: Token) => !token.quoted && /^-./.test(token.text);

function isConntrack(match: Match | undefined): boolean {
  if (match === undefined) return false;
  if (match.kind === "ct-state") return match.module === "conntrack";
  return match.kind === "ct-direction" || match.kind === "ct-original-port";
}

/** Adds what one extension says; a second conntrack right behind another one is marked as standing apart. */
function joined(before: readonly Match[], matches: readonly Match[]): readonly Match[] {
  const [first, ...rest] = matches;
  if (first === undefined || !isConntrack(first) || !isConntrack(before.at(-1)))
    return [...before, ...matches];
  return [...before, { ...first, apart: true } as Match, ...rest];
}

/** Reads the words of one rule from left to right. */
class RuleReader {
  private at = 0;
  private chain: string | null = null;
  private protocol: number | null = null;
  private otherFamily = false;
  private goto = false;
  private target: Group | null = null;
  private latest: Group | null = null;
  private readonly parts: Part[] = [];
  private readonly groups: Group[] = [];
  private readonly seen = new Set<GenericOption>();

  constructor(
    private readonly line: string,
    private readonly tokens: readonly Token[],
    private readonly family: Family,
  ) {}

  read(): ParsedRule | Fault {
    while (this.at < this.tokens.length) {
      const fault = this.readOption();
      if (fault !== null) return fault;
    }
    if (this.chain === null) return { at: 0, expected: "-A CHAIN" };
    return this.finish(this.chain);
  }

  private readOption(): Fault | null {
    const first = this.tokens[this.at] as Token;
    const negated = isBang(first);
    if (negated) this.at++;
    const token = this.tokens[this.at];
    if (token === undefined) return expected(first, "an option after !");
    if (!looksLikeOption(token)) {
      // The loose word of an extension that is not modelled belongs to that extension's text.
      if (this.latest === null || !this.latest.opaque)
        return expected(token, "an option such as -s, -p, -m or -j");
      addSpan(this.latest, first, token);
      this.at++;
      return null;
    }
    this.at++;
    const generic = genericOption(token.text);
    if (generic !== null) return this.readGeneric(generic, token, first, negated);
    return this.readExtension(token, first, negated);
  }

  /** The value of an option of iptables itself, with the old `! ` in front of it allowed. */
  private value(option: Token, what: string): { token: Token; bang: boolean } | Fault {
    const next = this.tokens[this.at];
    const bang = next !== undefined && isBang(next);
    if (bang) this.at++;
    const token = this.tokens[this.at++];
    return token === undefined ? { at: option.end, expected: what } : { token, bang };
  }

  private readGeneric(option: GenericOption, token: Token, first: Token, bang: boolean): Fault | null {
    if (option === "-4" || option === "-6") {
      if (option !== `-${this.family}`) this.otherFamily = true;
      return null;
    }
    if (option !== "-m" && this.seen.has(option)) return expected(token, `${option} only once`);
    this.seen.add(option);
    if (option === "-f") {
      this.opaque(first, token);
      return null;
    }
    const value = this.value(token, `a value after ${token.text}`);
    if (isFault(value)) return value;
    const negated = bang !== value.bang;
    if (negated && "-A -m -j -g -c".includes(option)) return expected(first, `${option} without !`);
    return this.take(option, value.token, first, negated);
  }

  private take(option: GenericOption, value: Token, first: Token, negated: boolean): Fault | null {
    switch (option) {
      case "-A":
        this.chain = value.text;
        return null;
      case "-c":
        this.at++;
        return null;
      case "-s":
        return this.add(readAddresses("source", value, negated, this.family), first, value);
      case "-d":
        return this.add(readAddresses("destination", value, negated, this.family), first, value);
      case "-i":
      case "-o": {
        const match = readInterface(option === "-i" ? "in-interface" : "out-interface", value, negated);
        return this.add(isFault(match) ? match : [match], first, value);
      }
      case "-p":
        return this.readProtocol(value, first, negated);
      case "-m": {
        const group = newGroup(value.text, matchParsers.get(value.text)?.arity ?? null);
        this.open(group, first, value);
        return null;
      }
      case "-j":
      case "-g":
        if (this.target !== null) return expected(first, "only one -j or -g");
        this.goto = option === "-g";
        this.target = newGroup(value.text, targetParsers.get(value.text)?.arity ?? {});
        this.latest = this.target;
        addSpan(this.target, first, value);
        return null;
      default:
        return expected(first, "a rule");
    }
  }

  private readProtocol(value: Token, first: Token, negated: boolean): Fault | null {
    const protocol = protocolNumber(value.text);
    if (protocol === null) {
      if (!/^[a-z][a-z0-9.+-]*$/i.test(value.text))
        return expected(value, "a protocol such as tcp or 0 to 255");
      this.opaque(first, value);
      return null;
    }
    if (!negated) this.protocol = protocol;
    if (protocol === 0 && !negated) return null;
    return this.add([negate({ kind: "protocol", protocol }, negated)], first, value);
  }

  /** An option of an extension: of the latest that knows it, else of the protocol's own, else text of the latest. */
  private readExtension(token: Token, first: Token, negated: boolean): Fault | null {
    const equals = token.text.startsWith("--") ? token.text.indexOf("=") : -1;
    const name = equals < 0 ? token.text : token.text.slice(0, equals);
    const inline =
      equals < 0 ? null : { ...token, text: token.text.slice(equals + 1), start: token.start + equals + 1 };
    const owner = this.ownerOf(name);
    if (owner === null) {
      const short = this.latest?.arity === null ? null : abbreviatedOption(name);
      if (short !== null && inline === null) return this.readGeneric(short, token, first, negated);
      return this.readUnknown(name, token, first);
    }
    const values: Token[] = inline === null ? [] : [inline];
    const arity = owner.arity?.[name] ?? 0;
    let bang = negated;
    const next = this.tokens[this.at];
    if (arity > 0 && next !== undefined && isBang(next)) {
      bang = !bang;
      this.at++;
    }
    while (values.length < arity) {
      const value = this.tokens[this.at++];
      if (value === undefined) return { at: token.end, expected: `a value after ${name}` };
      values.push(value);
    }
    owner.options.push({ name, negated: bang, values });
    addSpan(owner, first, values.at(-1) ?? token);
    this.latest = owner;
    return null;
  }

  private ownerOf(name: string): Group | null {
    const knows = (group: Group | null) => group?.arity != null && Object.hasOwn(group.arity, name);
    if (knows(this.latest)) return this.latest;
    // An open extension that is not modelled may have an option of any name but those of the protocols.
    if (this.latest !== null && this.latest.arity === null && !protocolOptions.has(name)) return null;
    const loaded = this.groups.findLast(knows) ?? (knows(this.target) ? this.target : null);
    if (loaded !== null) return loaded;
    const implied = this.protocol === null ? undefined : protocolModule.get(this.protocol);
    const arity = implied === undefined ? undefined : matchParsers.get(implied)?.arity;
    if (implied === undefined || arity === undefined || !Object.hasOwn(arity, name)) return null;
    const group = newGroup(implied, arity);
    this.groups.push(group);
    this.parts.push({ group });
    return group;
  }

  private readUnknown(name: string, token: Token, first: Token): Fault | null {
    const group = this.latest;
    if (group === null || !name.startsWith("--")) return expected(token, `a known option instead of ${name}`);
    group.opaque = true;
    let last = token;
    for (let left = opaqueArity[name] ?? 0; left > 0; left--) last = this.tokens[this.at++] ?? last;
    addSpan(group, first, last);
    return null;
  }

  private open(group: Group, first: Token, last: Token): void {
    addSpan(group, first, last);
    this.groups.push(group);
    this.parts.push({ group });
    this.latest = group;
  }

  private opaque(first: Token, last: Token): void {
    const text = this.line.slice(first.start, last.end);
    this.parts.push({ alternatives: [{ kind: "opaque", text }] });
  }

  private add(reading: Reading<readonly (Match | null)[]>, first: Token, last: Token): Fault | null {
    if (isFault(reading)) return reading;
    if (reading === "opaque") this.opaque(first, last);
    else this.parts.push({ alternatives: reading });
    return null;
  }

  private finish(chain: string): ParsedRule | Fault {
    const target = targetOf(this.target, this.goto, this.line, this.family);
    if (isFault(target)) return target;
    let variants: (readonly Match[])[] = [[]];
    for (const part of this.parts) {
      if ("group" in part) {
        const matches = matchesOf(part.group, matchParsers.get(part.group.name), this.line, this.family);
        if (isFault(matches)) return matches;
        variants = variants.map((variant) => joined(variant, matches));
      } else {
        variants = variants.flatMap((variant) =>
          part.alternatives.map((match) => (match === null ? variant : [...variant, match])),
        );
      }
    }
    return {
      chain,
      otherFamily: this.otherFamily,
      rules: variants.map((matches) => ({ matches, target })),
    };
  }
}

/** Reads the words of one `-A` line; `line` is the whole line, for the exact text of what is not modelled. */
export function parseRule(line: string, tokens: readonly Token[], family: Family): ParsedRule | Fault {
  return new RuleReader(line, tokens, family).read();
}
