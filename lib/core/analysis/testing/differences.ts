import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Packet } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Backend, rigHostOf } from "./address-plan";
import { type Expectation, expectationOf } from "./expectation";
import type { Case, Round } from "./kernel-round";
import { parseSaved, type RoundAnswer, type Seen, savedRules } from "./kernel-run";
import { anchors } from "./random-tables";

/** `verdict`: a packet came out elsewhere, or as something else. `counter`: a rule counted other packets. */
export type Difference = { readonly kind: "verdict" | "counter"; readonly text: string };

/** What was expected of each packet: as it was made, or of the rules as the kernel prints them where that differs. */
function expectations(
  round: Round,
  saved: Ruleset,
  text: string,
  backend: Backend,
): readonly (Expectation | null)[] {
  if (savedRules(text) === savedRules(round.rules))
    return round.cases.map(({ expected }) => expected[backend]);
  const host = rigHostOf(saved.family, backend);
  return round.cases.map(({ question }) => expectationOf(saved, question.packet, host));
}

function hex(value: bigint, bytes: number): string {
  return value.toString(16).padStart(bytes * 2, "0");
}

/** How a packet that came out differs from the one that was expected; null: not at all. What is not known is not asked. */
function otherwise(leaves: Packet, [, , hopLimit, source, destination, ports]: Seen): string | null {
  const bytes = leaves.family === 4 ? 4 : 16;
  const port = (at: number) => Number.parseInt(ports.slice(at, at + 4), 16);
  const outside = (range: Packet["sourcePort"], value: number) =>
    range !== null && (value < range.first || value > range.last);
  if (leaves.source !== null && hex(leaves.source.value, bytes) !== source) return `from ${source}`;
  if (leaves.destination !== null && hex(leaves.destination.value, bytes) !== destination) {
    return `to ${destination}`;
  }
  if (outside(leaves.sourcePort, port(0))) return `source port ${port(0)}`;
  if (outside(leaves.destinationPort, port(4))) return `destination port ${port(4)}`;
  return leaves.hopLimit !== null && leaves.hopLimit !== hopLimit ? `hop limit ${hopLimit}` : null;
}

function verdictDifference({ question }: Case, expected: Expectation, seen: readonly Seen[]): string | null {
  const say = (what: string) =>
    `${formatPacket(question.packet)}: interpreter ${expected.verdict} ${expected.where ?? ""}, kernel ${what}`;
  const [first, ...more] = seen;
  if (more.length > 0) return say(`${seen.length} times`);
  if (first === undefined) return expected.where === null ? null : say("nowhere");
  if (first[1] !== expected.where || expected.leaves === null) return say(first[1]);
  const other = otherwise(expected.leaves, first);
  return other === null ? null : say(other);
}

/** How many packets each rule must have counted, as `TABLE CHAIN#INDEX`. */
function sums(expected: readonly (Expectation | null)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const each of expected) {
    for (const place of each?.matched ?? []) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

function counterDifferences(saved: Ruleset, counts: ReadonlyMap<string, number>): string[] {
  return saved.tables.flatMap((table) =>
    table.chains.flatMap((chain) =>
      chain.rules.flatMap((rule, index) => {
        // What the kernel sends by itself ends in the first rule of raw OUTPUT.
        if (table.name === "raw" && chain.name === "OUTPUT" && index === 0) return [];
        const want = counts.get(`${table.name} ${chain.name}#${index}`) ?? 0;
        const got = Number(rule.counters?.packets ?? 0n);
        return got === want ? [] : [`${table.name}: ${rule.text}: kernel ${got}, interpreter ${want}`];
      }),
    ),
  );
}

/** Everything in which the kernel and the interpreter differ in a round. */
export function differences(
  round: Round,
  answer: RoundAnswer,
  backend: Backend,
  place: string,
): Difference[] {
  const saved = parseSaved(answer.saved, round.made.family);
  const expected = expectations(round, saved, answer.saved, backend);
  const bySerial = new Map<number, Seen[]>();
  for (const one of answer.seen) bySerial.set(one[0], [...(bySerial.get(one[0]) ?? []), one]);
  const verdicts = round.cases.flatMap((each, at): Difference[] => {
    const wanted = expected[at];
    if (wanted === null || wanted === undefined) {
      return [{ kind: "verdict", text: `${place}: open: ${formatPacket(each.question.packet)}` }];
    }
    const text = verdictDifference(each, wanted, bySerial.get(each.serial) ?? []);
    return text === null ? [] : [{ kind: "verdict", text: `${place}: ${text}` }];
  });
  const counters = counterDifferences(saved, sums(expected)).map(
    (text): Difference => ({ kind: "counter", text: `${place}: ${text}` }),
  );
  return [...verdicts, ...counters];
}

/** Whether a rule is one of those that the rig puts in front. */
export function isAnchor(table: string, chain: string, index: number): boolean {
  return index < anchors(table, chain).length;
}
