import { formatAddress, lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { prefixRange } from "@/lib/core/net/prefix";
import type { PacketHook } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import { ALL, Bdd, NONE, type Node } from "../bdd/bdd";
import { conditionName, usually } from "../condition";
import { doubtText } from "../doubt";
import { isKept, isRate, type Rates } from "../evaluate-rule";
import { loopbackPrefixes } from "../predicate/address-type";
import { byFirstPacket } from "../predicate/conntrack";
import { noUser, stateNumber } from "../predicate/fields";
import type { NumberField, NumberRange, Predicate } from "../predicate/predicate";
import { AddressTypes } from "./address-types";
import { type CodeSpan, maskedCodes } from "./code-span";
import { fits } from "./interface-classes";
import { type KnownAddresses, rangesOf } from "./known-addresses";
import { type Field, type FieldName, type FieldOrder, type LayoutInput, layFields } from "./layout";

/**
 * Where in the kernel a rule is asked. LEAVING is POSTROUTING for what the host sends by itself: that has a user and
 * came in nowhere.
 */
export type Hook = PacketHook | "LEAVING";

/** The built-in chain of a hook. */
export function chainAt(hook: Hook): PacketHook {
  return hook === "LEAVING" ? "POSTROUTING" : hook;
}

export type SpaceOptions = {
  readonly order: FieldOrder;
  /** The most nodes; more is "too complex". */
  readonly budget: number;
  /** Null: nothing is known of the host. */
  readonly addresses: KnownAddresses | null;
};

const SENT_ON = "its first packet was given another destination";
const MOVED_ON = doubtText("came-in-kept", {});

/** The variables of a field as they are for one code. */
export function codeBits({ level, bits }: Field, code: number): ReadonlyMap<number, Node> {
  const values = Array.from({ length: bits }, (_, bit): [number, Node] => {
    const isSet = Math.floor(code / 2 ** (bits - 1 - bit)) % 2 === 1;
    return [level + bit, isSet ? ALL : NONE];
  });
  return new Map(values);
}

/** The sets of packets that predicates mean, over fields that are laid out once for everything that will be asked. */
export class PacketSpace {
  readonly bdd: Bdd;
  readonly family: Family;
  private readonly fields: ReadonlyMap<FieldName, Field>;
  private readonly fieldLevels: number;
  private readonly conditions = new Map<string, number>();
  /** Conditions that are rates, by level. */
  private readonly rates = new Map<number, Match>();
  private readonly made = new Map<string, WeakMap<Predicate, Node>>();
  readonly types: AddressTypes;

  /** Whether any rule asks for a mark, so that writing one can matter. */
  readonly asksMarks: boolean;
  /** Whether any rule asks for the port that a connection's first packet was for. */
  readonly asksOriginalPort: boolean;
  /** Whether any rule asks for connections that were translated. */
  readonly asksTranslated: boolean;
  private readonly translated: LayoutInput["translated"];
  private readonly askedBefore: LayoutInput["askedBefore"];

  constructor(
    input: LayoutInput,
    private readonly options: SpaceOptions,
  ) {
    this.asksMarks = input.asksMarks;
    this.asksOriginalPort = input.asksOriginalPort;
    this.asksTranslated = input.asksTranslated;
    this.translated = input.translated;
    this.askedBefore = input.askedBefore;
    this.bdd = new Bdd(options.budget);
    this.family = input.family;
    this.fields = layFields(input, options.order);
    this.fieldLevels = [...this.fields.values()].reduce((sum, { bits }) => sum + bits, 0);
    this.types = new AddressTypes(this, options.addresses, input.destinationTypes);
  }

  field(name: FieldName): Field {
    const field = this.fields.get(name);
    if (field === undefined) throw new RangeError(name);
    return field;
  }

  /** The fields in the order in which they are asked. */
  get order(): readonly Field[] {
    return [...this.fields.values()];
  }

  /** Whether a variable stands for a condition that neither packets nor rules decide. */
  readonly isCondition = (level: number): boolean => level >= this.fieldLevels;

  /** The packets for which the condition of that name holds. */
  condition(name: string): Node {
    let level = this.conditions.get(name);
    if (level === undefined) {
      level = this.fieldLevels + this.conditions.size;
      this.conditions.set(name, level);
    }
    return this.bdd.node(level, NONE, ALL);
  }

  /** The names of the conditions on which a set depends. */
  conditionsOf(node: Node): string[] {
    const levels = new Set(this.bdd.support(node));
    return [...this.conditions].filter(([, level]) => levels.has(level)).map(([name]) => name);
  }

  /** The packets whose field has one of these codes. */
  codes(field: Field, ranges: readonly CodeSpan[]): Node {
    const mask = ranges[0]?.mask;
    if (mask !== undefined) return maskedCodes(this.bdd, field, ranges, mask);
    const full = 2 ** field.bits;
    // The last class owns the codes that are left over.
    const stretched = ranges.map(({ first, last }) => ({
      first,
      last: last >= field.classes - 1 ? full - 1 : last,
    }));
    const [only, ...more] = stretched;
    if (more.length === 0 && only !== undefined && only.first === only.last)
      return this.code(field, only.first);
    const build = (bit: number, from: number, size: number): Node => {
      if (stretched.every(({ first, last }) => last < from || first >= from + size)) return NONE;
      if (stretched.some(({ first, last }) => first <= from && last >= from + size - 1)) return ALL;
      const half = size / 2;
      return this.bdd.node(field.level + bit, build(bit + 1, from, half), build(bit + 1, from + half, half));
    };
    return build(0, 0, full);
  }

  private code({ level, bits }: Field, code: number): Node {
    let node: Node = ALL;
    for (let bit = bits - 1, rest = code; bit >= 0; bit--, rest >>>= 1) {
      node = rest % 2 === 1 ? this.bdd.node(level + bit, NONE, node) : this.bdd.node(level + bit, node, NONE);
    }
    return node;
  }

  /** The packets whose number lies in one of the ranges. */
  numbers(name: NumberField, ranges: readonly NumberRange[]): Node {
    const field = this.field(name);
    return this.codes(
      field,
      ranges.map(({ first, last }) => ({
        first: this.classOf(field, first),
        last: this.classOf(field, last),
      })),
    );
  }

  /** The code of the class that holds a value: a binary search. */
  classOf({ starts }: Field, value: bigint): number {
    if (starts === null) return Number(value);
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as bigint) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  get lastAddress(): bigint {
    return lastAddressValue(this.family);
  }

  /** The packets that the routing decision gives to this host itself. */
  get toHost(): Node {
    return this.bdd.node(this.field("to-host").level, NONE, ALL);
  }

  /** A variable that is written for the first packet of a connection: whether it was given another destination. */
  get sentOn(): { readonly level: number; readonly set: Node } {
    const set = this.condition(SENT_ON);
    return { level: this.bdd.level(set), set };
  }

  /** The packets in one of the connection-tracking states. */
  states(...names: Parameters<typeof stateNumber>[0][]): Node {
    return this.numbers(
      "state",
      names.map(stateNumber).map((number) => ({ first: number, last: number })),
    );
  }

  /** Whether packets to these addresses are for this host: known, or a named condition. */
  isLocal({ first, last }: NumberRange): Node {
    const { addresses } = this.options;
    const inside = (range: NumberRange) => range.first <= first && range.last >= last;
    if (addresses !== null) {
      const own = rangesOf(addresses, "LOCAL", "BROADCAST", "ANYCAST");
      if (own.some(inside)) return ALL;
      if (rangesOf(addresses, "UNICAST").some(inside)) return NONE;
    }
    const loopback = loopbackPrefixes.filter(({ family }) => family === this.family).map(prefixRange);
    if (loopback.some(inside)) return ALL;
    const address = formatAddress({ family: this.family, value: first });
    return this.condition(doubtText("own", { address }));
  }

  /** The interface by which packets to all of these addresses leave, where that is known. */
  wayTo(range: NumberRange): string | null {
    return this.options.addresses?.wayTo(range) ?? null;
  }

  /** The packets that come in over an interface that is known to have no address, where REDIRECT finds none. */
  get withoutAddress(): Node {
    const { addresses } = this.options;
    const classes = this.field("in").interfaces;
    if (addresses === null || classes === null) return NONE;
    const has = (name: string) => name === "lo" || addresses.interfaces.has(name);
    const codes = classes.names.flatMap((name, code) =>
      classes.patterns.includes(name) && !has(name) ? [{ first: code, last: code }] : [],
    );
    return this.codes(this.field("in"), codes);
  }

  /** The packets of which a predicate holds at a hook. `place` names the rule, for what is asked anew in each one. */
  set(predicate: Predicate, hook: Hook, place: () => string): Node {
    // Rates are asked anew at each place, the rest means the same everywhere at the hook.
    if (predicate.kind === "open") return this.open(predicate, hook, place);
    let made = this.made.get(hook);
    if (made === undefined) {
      made = new WeakMap();
      this.made.set(hook, made);
    }
    const before = made.get(predicate);
    if (before !== undefined) return before;
    const node = this.build(predicate, hook, place);
    if (!holdsOpen(predicate)) made.set(predicate, node);
    return node;
  }

  private open({ match }: Extract<Predicate, { kind: "open" }>, hook: Hook, place: () => string): Node {
    const where = place();
    const node = this.condition(conditionName(match, this.family, where));
    if (isRate(match)) this.rates.set(this.bdd.level(node), match);
    if (match.kind === "ct-state") {
      // Sources are translated behind every rule that could ask for it.
      const sentOn = match.states.includes("DNAT") ? this.sentOn.set : NONE;
      return this.bdd.choose(this.states("NEW"), sentOn, node);
    }
    const first = where.startsWith("raw: ") ? null : byFirstPacket(match);
    if (first === null) return node;
    if (first.end !== null && this.translated.has(first.end)) return this.before(match);
    return this.bdd.choose(this.set(first.of, hook, place), this.set(first.asked, hook, place), node);
  }

  /** A variable that is written as packets set out: what is asked of their connection's first packet, before any nat. */
  private before(match: Match): Node {
    return this.condition(`${conditionName(match, this.family, "")}, before translation`);
  }

  /** The values of these variables, by level: what a first packet says itself as it sets out, else the open condition. */
  get saidBefore(): ReadonlyMap<number, Node> {
    const said = this.askedBefore.flatMap((match): [number, Node][] => {
      const first = byFirstPacket(match);
      if (first === null) return [];
      const open = this.condition(conditionName(match, this.family, ""));
      const [of, asked] = [first.of, first.asked].map((one) => this.set(one, "PREROUTING", () => ""));
      const value = this.bdd.choose(of ?? NONE, asked ?? NONE, open);
      return [[this.bdd.level(this.before(match)), value]];
    });
    return new Map(said);
  }

  /** Rates that are taken for granted, each as it is in the ordinary case: values to be written into a set. */
  keptRates(rates: Rates): ReadonlyMap<number, Node> {
    const kept = [...this.rates].filter(([, match]) => isKept(match, rates));
    return new Map(kept.map(([level, match]) => [level, usually(match) ? ALL : NONE]));
  }

  private build(predicate: Predicate, hook: Hook, place: () => string): Node {
    const { bdd } = this;
    switch (predicate.kind) {
      case "constant":
        return predicate.holds ? ALL : NONE;
      case "number":
        return this.number(predicate, hook);
      case "bits":
        return this.bits(predicate.field, predicate.mask, predicate.value);
      case "flags":
        return this.rawBits(this.field("flags"), BigInt(predicate.mask), BigInt(predicate.set));
      case "interface":
        return this.interface(predicate, hook);
      case "address-type":
        return this.types.set(predicate.side, predicate.type, hook);
      case "open":
        return this.open(predicate, hook, place);
      case "not":
        return bdd.not(this.set(predicate.of, hook, place));
      case "every":
        return predicate.of.reduce((all: Node, one) => bdd.and(all, this.set(one, hook, place)), ALL);
      case "some":
        return predicate.of.reduce((any: Node, one) => bdd.or(any, this.set(one, hook, place)), NONE);
    }
  }

  private number({ field, ranges }: Extract<Predicate, { kind: "number" }>, hook: Hook): Node {
    switch (field) {
      // Only a packet that a local program sends has a user.
      case "user": {
        if (hook === "OUTPUT" || hook === "LEAVING") return this.numbers(field, ranges);
        return ranges.some(({ first, last }) => first <= noUser && last >= noUser) ? ALL : NONE;
      }
      // It is lowered before FORWARD, and the field holds what the rules see there.
      case "hop-limit": {
        if (hook !== "PREROUTING") return this.numbers(field, ranges);
        const lowered = ranges
          .filter(({ last }) => last > 0n)
          .map(({ first, last }) => ({ first: first === 0n ? 0n : first - 1n, last: last - 1n }));
        return this.bdd.choose(this.toHost, this.numbers(field, ranges), this.numbers(field, lowered));
      }
      default:
        return this.numbers(field, ranges);
    }
  }

  private bits(name: NumberField, mask: bigint, value: bigint): Node {
    const field = this.field(name);
    // Bits of an address that are no prefix: a question that classes of addresses cannot answer.
    if (field.starts !== null) return this.condition(doubtText("bits", { field: name, value, mask }));
    return this.rawBits(field, mask, value);
  }

  private rawBits(field: Field, mask: bigint, value: bigint): Node {
    if ((value & ~mask) !== 0n) return NONE;
    let node: Node = ALL;
    for (let bit = field.bits - 1; bit >= 0; bit--) {
      const weight = 1n << BigInt(field.bits - 1 - bit);
      if ((mask & weight) === 0n) continue;
      const level = field.level + bit;
      node = (value & weight) === 0n ? this.bdd.node(level, node, NONE) : this.bdd.node(level, NONE, node);
    }
    return node;
  }

  /** At a hook without that interface the kernel compares with the empty name, which only a lone `+` begins. */
  private interface({ side, name }: Extract<Predicate, { kind: "interface" }>, hook: Hook): Node {
    if (name === "+") return ALL;
    const without = { in: ["OUTPUT", "LEAVING"], out: ["INPUT", "PREROUTING"] };
    if (without[side].includes(hook)) return NONE;
    const field = this.field(side);
    const names = field.interfaces?.names ?? [];
    const set = this.codes(
      field,
      names.flatMap((one, code) => (fits(name, one) ? [{ first: code, last: code }] : [])),
    );
    return side === "in" && hook === "POSTROUTING" ? this.bdd.and(set, this.condition(MOVED_ON)) : set;
  }
}

/** Whether some part of it is asked anew in each rule. */
function holdsOpen(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case "open":
      return true;
    case "not":
      return holdsOpen(predicate.of);
    case "every":
    case "some":
      return predicate.of.some(holdsOpen);
    default:
      return false;
  }
}
