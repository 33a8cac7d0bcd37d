import { type Fate, placedText } from "@/lib/core/analysis/verdict";
import { furtherRange } from "@/lib/core/meaning/further-range";
import type {
  AddressTerm,
  FurtherTold,
  MeaningKind,
  MeaningRow,
  RuleTold,
  ServiceTerm,
  Told,
} from "@/lib/core/meaning/meaning";
import { formatPortRange } from "@/lib/core/net/port-range";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { packetFlags } from "@/lib/core/packet/packet";

/** A change as people and programs get it: texts alone. */
export type ChangeTold = {
  readonly kind: MeaningKind;
  /** First packets of connections as programs send them; false: any other packets. */
  readonly ordinary: boolean;
  readonly way: MeaningRow["way"];
  readonly states: readonly string[];
  readonly services: Told<string>;
  readonly sources: Told<string>;
  readonly destinations: Told<string>;
  readonly in: Told<string> | null;
  readonly out: Told<string> | null;
  readonly also: readonly string[];
  readonly dependsOn: readonly string[];
  /** Of `rate-changed`, where nothing but rates decides: those of either side. */
  readonly rates: { readonly before: readonly string[]; readonly after: readonly string[] } | null;
  readonly before: SideTold;
  readonly after: SideTold;
  /** In the form that `sekisho explain --packet` reads. */
  readonly packet: string;
};

/** What becomes of the sample on one side; `rule` null: a chain policy, or nobody. */
export type SideTold = {
  readonly fate: Fate;
  readonly rule: {
    readonly table: string;
    readonly chain: string;
    readonly line: number | null;
    readonly text: string;
  } | null;
};

function sideTold(fate: Fate, rule: RuleTold | null): SideTold {
  if (rule === null) return { fate, rule: null };
  const { chain, line, text } = rule.ref;
  return { fate, rule: { table: rule.table, chain, line, text } };
}

/** An address term as people write it. */
export function addressWords(term: AddressTerm): string {
  switch (term.kind) {
    case "network":
      return term.name;
    case "panel":
      return term.address;
    case "addresses":
      return term.text;
  }
}

function serviceWords(term: ServiceTerm): string {
  switch (term.kind) {
    case "service":
    case "protocol":
      return term.name;
    case "ping":
      return "ping";
    case "icmp-requests":
      return "other ICMP requests";
    case "protocols":
      return term.first === term.last ? `protocol ${term.first}` : `protocols ${term.first}-${term.last}`;
    case "ports":
      return `${term.protocol} ${formatPortRange(term.ports)}`;
    case "icmp":
      return `${term.protocol} ${term.text}`;
  }
}

/** Ports of one protocol stand behind it once: `tcp 80, 443`. */
function servicesText({ terms, except }: Told<string>): Told<string> {
  const joined: string[] = [];
  let last = "";
  for (const term of terms) {
    const [protocol, ports, more] = term.split(" ");
    const port = more === undefined && ports !== undefined && /^[\d:]+$/.test(ports);
    if (port && protocol === last) joined.push(`${joined.pop()}, ${ports}`);
    else joined.push(term);
    last = port ? (protocol ?? "") : "";
  }
  return { except, terms: joined };
}

function worded<T>({ except, terms }: Told<T>, words: (term: T) => string): Told<string> {
  return { except, terms: terms.map(words) };
}

/** One set of TCP flags by its names. */
function flagWords(bits: number): string {
  return packetFlags.filter((_, bit) => (bits >> bit) % 2 === 1).join(",") || "none";
}

/** More sets of flags than anybody reads. */
const mostFlags = 8;

function furtherWords({ field, ranges }: FurtherTold): string {
  const name = field.replaceAll("-", " ");
  if (field === "flags") {
    const sets = ranges.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, at) => first + at),
    );
    const shown = sets.slice(0, mostFlags).map(flagWords).join(" or ");
    return `flags ${shown}${sets.length > mostFlags ? ` or ${sets.length - mostFlags} more sets` : ""}`;
  }
  if (field === "direction")
    return `direction ${ranges.some(({ first }) => first === 0) ? "ORIGINAL" : "REPLY"}`;
  return `${name} ${ranges.map(furtherRange).join(", ")}`;
}

const textsOf = (conditions: MeaningRow["conditions"]) => conditions.map(({ text }) => text);

/** A row of a meaning in texts. */
export function tellChange(row: MeaningRow, ordinary: boolean): ChangeTold {
  const same = (text: string) => text;
  return {
    kind: row.kind,
    ordinary,
    way: row.way,
    states: row.states,
    services: worded(row.services, serviceWords),
    sources: worded(row.sources, addressWords),
    destinations: worded(row.destinations, addressWords),
    in: row.in && worded(row.in, same),
    out: row.out && worded(row.out, same),
    also: row.also.map(furtherWords),
    dependsOn: textsOf(row.conditions),
    rates: row.rates && { before: textsOf(row.rates.before), after: textsOf(row.rates.after) },
    before: sideTold(row.before, row.rules.before),
    after: sideTold(row.after, row.rules.after),
    packet: formatPacket(row.sample),
  };
}

const headings: Readonly<Record<MeaningKind, string>> = {
  opened: "newly let through",
  unlimited: "no longer held to a rate",
  closed: "no longer let through",
  limited: "from now on only up to a rate",
  "rate-changed": "held to another rate, or counted anew",
  "answered-differently": "refused in another way",
  "not-known": "cannot be told on one side",
};

const wayWords = { in: "to the host", out: "from the host", through: "through the host" } as const;

/** "" where it is everything. */
function setWords(word: string, { except, terms }: Told<string>): string {
  if (terms.length === 0) return except ? "" : ` ${word} nothing`;
  return ` ${word}${except ? " everything but" : ""} ${terms.join(", ")}`;
}

function sideWords({ fate, rule }: SideTold): string {
  const fated = fate === "unknown" ? "cannot be told" : fate;
  if (rule === null) return fate === "unknown" ? fated : `${fated}, by no rule`;
  return `${fated}, ${rule.line === null ? "" : `line ${rule.line}: `}${placedText(rule)}`;
}

/** What a change hangs on, a line each. */
function hangsText({ dependsOn, rates }: ChangeTold): string[] {
  if (rates === null) return dependsOn.map((one) => `  hangs on: ${one}`);
  const { before, after } = rates;
  return [`  rate before: ${before.join(", ")}`, `  rate after:  ${after.join(", ")}`];
}

/** A change in a few lines. */
export function changeText(change: ChangeTold): string {
  const { services, also } = change;
  const what =
    services.except && services.terms.length === 0
      ? "everything"
      : setWords("", servicesText(services)).trim();
  const over = [
    change.in === null ? "" : setWords("in over", change.in),
    change.out === null ? "" : setWords("out over", change.out),
  ];
  const kind = change.ordinary ? "" : ` [${change.states.join(", ")}]`;
  const ends = `${setWords("from", change.sources)}${setWords("to", change.destinations)}`;
  return [
    `${headings[change.kind]}: ${what}${ends}, ${wayWords[change.way]}${over.join("")}${kind}`,
    ...also.map((one) => `  only: ${one}`),
    ...hangsText(change),
    `  packet: ${change.packet}`,
    `  before: ${sideWords(change.before)}`,
    `  after:  ${sideWords(change.after)}`,
    "",
  ].join("\n");
}
