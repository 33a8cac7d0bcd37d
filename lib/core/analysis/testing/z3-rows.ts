import type { Family } from "@/lib/core/net/family";
import { type PacketState, packetStates } from "@/lib/core/packet/packet";
import type { ChangeRow, PacketGroup } from "../diff/change-row";
import type { Predicate } from "../predicate/predicate";
import { interfaceClass, interfaceClasses } from "../symbolic/interface-classes";
import { leaves } from "../symbolic/layout";
import { all, any, inRanges, type PredicateText, value } from "./z3-predicate";

const withPorts = [6, 17, 33, 132, 136];
const usualPort = 40000;
const syn = 2;

/** Names that stand for every class of names that the patterns tell apart, and some more of each class. */
export function interfaceNames(patterns: readonly string[]): readonly string[] {
  const made = patterns.flatMap((pattern) =>
    pattern.endsWith("+") ? ["7", "x", "zz"].map((ending) => pattern.slice(0, -1) + ending) : [pattern],
  );
  return [...new Set([...made, "lo", "other0", "another1"])];
}

const states = (list: readonly PacketState[]) =>
  any(list.map((state) => `(= state ${value(packetStates.indexOf(state), 8)})`));

/** What the rows of two rulesets are told in: interface names by the patterns of the rules, and ports of clients. */
export type RowTerms = {
  readonly patterns: Readonly<Record<"in" | "out", readonly string[]>>;
  /** Ports that no rule tells from the usual one. */
  readonly clientPorts: { readonly first: number; readonly last: number };
};

export function rowTerms(predicates: readonly Predicate[]): RowTerms {
  const patterns = { in: new Set<string>(), out: new Set<string>() };
  let [first, last] = [0, 65535];
  for (const predicate of predicates) {
    for (const leaf of leaves(predicate)) {
      if (leaf.kind === "interface") patterns[leaf.side].add(leaf.name);
      if (leaf.kind !== "number" || leaf.field !== "source-port") continue;
      for (const edge of leaf.ranges.flatMap((range) => [Number(range.first), Number(range.last) + 1])) {
        if (edge <= usualPort) first = Math.max(first, edge);
        else last = Math.min(last, edge - 1);
      }
    }
  }
  return { patterns: { in: [...patterns.in], out: [...patterns.out] }, clientPorts: { first, last } };
}

/** The first packet of a connection as programs send it. */
function ordinary({ clientPorts }: RowTerms, family: Family): string {
  const ported = any(withPorts.map((number) => `(= protocol ${value(number, 8)})`));
  return all([
    states(["NEW"]),
    `(=> (= protocol ${value(6, 8)}) (= flags ${value(syn, 8)}))`,
    `(=> ${ported} ${inRanges("source-port", [clientPorts], family)})`,
  ]);
}

/** Numbers within their fields. */
export function inFields(text: PredicateText): string {
  return all([
    `(bvult state ${value(packetStates.length, 8)})`,
    `(bvule direction ${value(1, 8)})`,
    `(bvult flags ${value(64, 8)})`,
    `(bvult in ${value(text.names.length, 8)})`,
    `(bvult out ${value(text.names.length, 8)})`,
  ]);
}

/**
 * Packets that there can be at all: numbers within their fields, neighbour discovery alone untracked, addresses that the
 * kernel takes, the port that the connection began with.
 */
export function possible(
  family: Family,
  hook: PacketGroup["hook"],
  text: PredicateText,
  terms: RowTerms,
): string {
  const listening = [
    { first: 130 * 256, last: 136 * 256 + 255 },
    { first: 143 * 256, last: 143 * 256 + 255 },
  ];
  const discovery =
    family === 4 ? "false" : all([`(= protocol ${value(58, 8)})`, inRanges("icmp", listening, family)]);
  const one = (first: bigint, last: bigint) => inRanges("source", [{ first, last }], family);
  const loopback = family === 4 ? one(0x7f000000n, 0x7fffffffn) : one(1n, 1n);
  const multicast = family === 4 ? one(0xe0000000n, 0xefffffffn) : one(0xffn << 120n, (1n << 128n) - 1n);
  const begun = any([states(["NEW"]), all([states(["ESTABLISHED"]), `(= direction ${value(0, 8)})`])]);
  return all([
    inFields(text),
    `(= ${discovery} ${states(["UNTRACKED"])})`,
    `(=> ${begun} (= original-port destination-port))`,
    ...(hook === "OUTPUT" ? [] : [`(not ${multicast})`]),
    // Where no rule names lo, the rows do not tell it apart.
    ...(hook === "OUTPUT" || !terms.patterns.in.includes("lo")
      ? []
      : [`(=> ${loopback} ${text.named("in", ["lo"])})`]),
  ]);
}

type Ranges = readonly { readonly first: bigint | number; readonly last: bigint | number }[];

/** The packets that a row is about, whatever the conditions on which it hangs. */
export function about(row: ChangeRow, text: PredicateText, terms: RowTerms): string {
  const { family } = row;
  const through = (side: "in" | "out") => {
    const words = row[side];
    const classes = interfaceClasses(terms.patterns[side]);
    const word = (name: string) => classes.words[interfaceClass(classes, name)] ?? "";
    return words === null
      ? "true"
      : text.named(
          side,
          text.names.filter((name) => words.includes(word(name))),
        );
  };
  const ranges = (field: Parameters<typeof inRanges>[0], list: Ranges | null) =>
    list === null ? "true" : inRanges(field, list, family);
  const services = row.services?.map(({ protocols, ports, icmp }) =>
    all([
      ranges("protocol", protocols && [protocols]),
      ranges("destination-port", ports),
      ranges("icmp", icmp),
    ]),
  );
  return all([
    row.ordinary ? ordinary(terms, family) : `(not ${ordinary(terms, family)})`,
    states(row.states),
    services === undefined ? "true" : any(services),
    ranges("source", row.sources),
    ranges("destination", row.destinations),
    through("in"),
    through("out"),
    ...row.also.map(({ field, ranges: list }) => ranges(field, list)),
  ]);
}
