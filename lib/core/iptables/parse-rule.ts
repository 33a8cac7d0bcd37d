import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { abbreviatedOption, type GenericOption, genericOption } from "./generic-options";
import { optionOwners } from "./known-options";
import type { Token } from "./lex-line";
import { protocolModule, protocolOptions } from "./match/match-parsers";
import { readAddresses, readInterface } from "./match/parse-address";
import { joined } from "./match/separate";
import { wholeNumber } from "./numbers";
import { findOption, type Owned } from "./option-owner";
import { expected, type Fault, isFault, negate } from "./parse-option";
import { protocolNumber } from "./protocol-names";
import {
  addSpan,
  type Group,
  matchesOf,
  matchOptions,
  newGroup,
  targetOf,
  targetOptions,
  textOf,
} from "./rule-parts";

/** What one `-A` or `-I` line says: a list in `-s` or `-d` stands for several rules. */
export type ParsedRule = {
  readonly chain: string;
  /** Where `-I` puts it, from 1; null for the end. */
  readonly position: number | null;
  /** Marked `-4` or `-6`, and these are the rules of the other family. */
  readonly otherFamily: boolean;
  readonly rules: readonly Pick<Rule, "matches" | "target">[];
};

/** Conditions in their order; an address is a list of alternatives, an extension is read when its options are all there. */
type Part = { readonly alternatives: readonly (Match | null)[] } | { readonly group: Group };

const isBang = (token: Token) => !token.quoted && token.text === "!";
const looksLikeOption = (token: Token) => !token.quoted && /^-./.test(token.text);
/** Names of chains as people write them; a name that a saved text holds may be anything that iptables takes. */
const chainName = /^[^\s"!-][^\s"]{0,27}$/;
const isChain = ({ text, name }: Token) => name === true || chainName.test(text);
/** What stands in instructions and scripts for a value. */
const placeholder = /^(?:<.*>|\$[\w{(].*|\{\{.*\}\})$/;
/** Options of iptables itself that nothing can be the opposite of. */
const plainOptions: readonly GenericOption[] = ["-A", "-I", "-m", "-j", "-g", "-c"];

/** Reads the words of one rule from left to right. */
class RuleReader {
  private at = 0;
  private chain: string | null = null;
  private position: number | null = null;
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
    /** Where what an extension says wrong is noted, so that its text is kept; null: it is a fault of the line. */
    private readonly doubts: Fault[] | null,
  ) {}

  read(): ParsedRule | Fault {
    while (this.at < this.tokens.length) {
      const fault = this.readOption();
      if (fault !== null) return fault;
    }
    if (this.chain === null) return { at: this.tokens[0]?.start ?? 0, expected: "-A CHAIN" };
    return this.finish(this.chain);
  }

  private readOption(): Fault | null {
    const first = this.tokens[this.at] as Token;
    const negated = isBang(first);
    if (negated) this.at++;
    const token = this.tokens[this.at];
    if (token === undefined) return expected(first, "an option after !");
    this.at++;
    if (!looksLikeOption(token)) {
      // The loose word of an extension that is not known belongs to that extension's text.
      if (this.latest === null || !this.latest.opaque)
        return expected(token, "an option such as -s, -p, -m or -j");
      addSpan(this.latest, first, token);
      return null;
    }
    const generic = genericOption(token.text);
    if (generic !== null) return this.readGeneric(generic, token, first, negated);
    return this.readExtension(token, first, negated);
  }

  private readGeneric(option: GenericOption, token: Token, first: Token, bang: boolean): Fault | null {
    if (option === "-4" || option === "-6") {
      if (option !== `-${this.family}`) this.otherFamily = true;
      return null;
    }
    if (option !== "-m" && this.seen.has(option)) return expected(token, `${option} only once`);
    this.seen.add(option);
    if (option === "-f") {
      this.parts.push({ alternatives: [negate({ kind: "fragment" }, bang)] });
      return null;
    }
    // The old way of writing: `-s ! 192.0.2.1`.
    const next = this.tokens[this.at];
    const inner = next !== undefined && isBang(next);
    if (inner) this.at++;
    const value = this.tokens[this.at++];
    if (value === undefined) return { at: token.end, expected: `a value after ${token.text}` };
    if (!value.quoted && placeholder.test(value.text)) {
      return expected(value, `a value instead of the placeholder ${value.text}`);
    }
    const negated = bang !== inner;
    if ((bang || inner) && plainOptions.includes(option)) return expected(first, `${option} without !`);
    return this.take(option, value, first, negated);
  }

  private take(option: GenericOption, value: Token, first: Token, negated: boolean): Fault | null {
    switch (option) {
      case "-A":
      case "-I":
        return this.readChain(option, value, first);
      case "-c":
        return this.readCounters(value);
      case "-s":
        return this.add(readAddresses("source", value, negated, this.family));
      case "-d":
        return this.add(readAddresses("destination", value, negated, this.family));
      case "-i":
      case "-o": {
        const match = readInterface(option === "-i" ? "in-interface" : "out-interface", value, negated);
        return this.add(isFault(match) ? match : [match]);
      }
      case "-p":
        return this.readProtocol(value, first, negated);
      case "-m":
        this.open(newGroup(value.text, value, matchOptions(value.text)), first, value);
        return null;
      case "-j":
      case "-g":
        return this.readTarget(option, value, first);
      default:
        return expected(first, "a rule");
    }
  }

  private readChain(option: "-A" | "-I", value: Token, first: Token): Fault | null {
    if (this.chain !== null) return expected(first, "only one -A or -I");
    if (!isChain(value)) return expected(value, "a chain's name of at most 28 signs");
    this.chain = value.text;
    if (option === "-A") return null;
    const next = this.tokens[this.at];
    const position = next === undefined ? null : wholeNumber(next.text, 0x7fffffff, 1);
    this.position = position ?? 1;
    if (position !== null) this.at++;
    return null;
  }

  /** `-c PACKETS BYTES`: counters are not kept from here. */
  private readCounters(value: Token): Fault | null {
    const bytes = /^\d+,\d+$/.test(value.text) ? value : this.tokens[this.at++];
    return /^\d+(,\d+)?$/.test(value.text) && bytes !== undefined && /^\d+(,\d+)?$/.test(bytes.text)
      ? null
      : expected(value, "-c PACKETS BYTES");
  }

  private readTarget(option: "-j" | "-g", value: Token, first: Token): Fault | null {
    if (this.target !== null) return expected(first, "only one -j or -g");
    if (!isChain(value)) return expected(value, "a target, or a chain's name of at most 28 signs");
    this.goto = option === "-g";
    this.target = newGroup(value.text, value, targetOptions(value.text));
    this.latest = this.target;
    addSpan(this.target, first, value);
    return null;
  }

  private readProtocol(value: Token, first: Token, negated: boolean): Fault | null {
    const protocol = protocolNumber(value.text);
    if (protocol === null) {
      if (!/^[a-z][a-z0-9.+-]*$/i.test(value.text))
        return expected(value, "a protocol such as tcp or 0 to 255");
      return this.add([{ kind: "opaque", text: `${negated ? "! " : ""}-p ${value.text}` }]);
    }
    if (protocol === 0) return negated ? expected(first, "a protocol: none is no protocol at all") : null;
    if (!negated) this.protocol = protocol;
    return this.add([negate({ kind: "protocol", protocol }, negated)]);
  }

  /** An option of an extension: of the one that knows it, else of the protocol's own, else text of the latest. */
  private readExtension(token: Token, first: Token, negated: boolean): Fault | null {
    const equals = token.text.startsWith("--") ? token.text.indexOf("=") : -1;
    const name = equals < 0 ? token.text : token.text.slice(0, equals);
    const inline =
      equals < 0 ? null : { ...token, text: token.text.slice(equals + 1), start: token.start + equals + 1 };
    const owned = this.ownerOf(name, token);
    if (owned === null) {
      const short = this.latest?.table === null ? null : abbreviatedOption(name);
      if (short !== null && inline === null) return this.readGeneric(short, token, first, negated);
      return this.readUnknown(name, token, first);
    }
    const { group, use } = owned;
    const values: Token[] = inline === null ? [] : [inline];
    if (inline !== null && use.values === 0) return expected(inline, `${owned.name} without a value`);
    let bang = negated;
    if (use.negatable && use.values > values.length && this.bangInside()) {
      bang = !bang;
      this.at++;
    }
    while (values.length < use.values) {
      const value = this.tokens[this.at++];
      if (value === undefined) return { at: token.end, expected: `a value after ${name}` };
      values.push(value);
    }
    group.options.push({ name: owned.name, negated: bang, token, values });
    addSpan(group, first, values.at(-1) ?? token);
    this.latest = group;
    return null;
  }

  /** The old way of writing, `--dport ! 22`; where no value follows, the sign is the value itself. */
  private bangInside(): boolean {
    const [next, value] = this.tokens.slice(this.at, this.at + 2);
    return next !== undefined && isBang(next) && value !== undefined && !looksLikeOption(value);
  }

  private ownerOf(name: string, token: Token): Owned | null {
    // An open extension that is not known may have an option of any name but those of the protocols.
    if (this.latest !== null && this.latest.table === null && !protocolOptions.has(name)) return null;
    const groups = this.target === null ? this.groups : [this.target, ...this.groups];
    const found = findOption(name, this.latest, groups);
    if (found !== null) return found;
    const implied = this.protocol === null ? undefined : protocolModule.get(this.protocol);
    if (implied === undefined) return null;
    const group = newGroup(implied, token, matchOptions(implied), true);
    const owned = findOption(name, group, []);
    if (owned === null) return null;
    this.groups.push(group);
    this.parts.push({ group });
    return owned;
  }

  private readUnknown(name: string, token: Token, first: Token): Fault | null {
    const group = this.latest;
    const others = optionOwners(name);
    if (others.length > 0 && (group?.table !== null || protocolOptions.has(name))) {
      const fault = expected(token, `${others.slice(0, 2).join(" or ")} before ${name}`);
      if (this.doubts === null || group === null) return fault;
      this.doubts.push(fault);
    }
    if (group === null || !name.startsWith("--")) return expected(token, `a known option instead of ${name}`);
    group.opaque = true;
    addSpan(group, first, token);
    return null;
  }

  private open(group: Group, first: Token, last: Token): void {
    addSpan(group, first, last);
    this.groups.push(group);
    this.parts.push({ group });
    this.latest = group;
  }

  private add(alternatives: Fault | readonly (Match | null)[]): Fault | null {
    if ("expected" in alternatives) return alternatives;
    this.parts.push({ alternatives });
    return null;
  }

  /** What an extension says, or its text where that is wrong and wrong text is kept. */
  private settled<T>(reading: T | Fault, group: Group | null, keep: (text: string) => T): T | Fault {
    if (!isFault(reading) || this.doubts === null || group === null) return reading;
    this.doubts.push(reading);
    return keep(textOf(group, this.line));
  }

  private finish(chain: string): ParsedRule | Fault {
    const { line, family } = this;
    const asked = targetOf(this.target, this.goto, line, family);
    const target = this.settled(asked, this.target, (text): Target => ({ kind: "opaque", text }));
    if (isFault(target)) return target;
    let variants: (readonly Match[])[] = [[]];
    for (const part of this.parts) {
      if ("group" in part) {
        const read = matchesOf(part.group, line, family);
        const matches = this.settled(read, part.group, (text): readonly Match[] => [
          { kind: "opaque", text },
        ]);
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
      position: this.position,
      otherFamily: this.otherFamily,
      rules: variants.map((matches) => ({ matches, target })),
    };
  }
}

/**
 * Reads the words of one `-A` line; `line` is the whole line, for the exact text of what is not modelled. With `doubts`
 * an extension that says what no iptables known here takes is kept as text and noted there.
 */
export function parseRule(
  line: string,
  tokens: readonly Token[],
  family: Family,
  doubts: Fault[] | null = null,
): ParsedRule | Fault {
  return new RuleReader(line, tokens, family, doubts).read();
}
