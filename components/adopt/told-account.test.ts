import { describe, expect, it } from "vitest";
import { type Entry, type LiveRef, refKey, type Treatment } from "@/lib/core/adopt/account";
import { toldAccount, toldStands } from "./told-account";

const at = (index: number | null): LiveRef => ({
  family: 4,
  table: "filter",
  chain: "INPUT",
  index,
  line: null,
  text: `-A INPUT ${index}`,
});
const many = (count: number, treatment: Treatment, from = 0): Entry[] =>
  Array.from({ length: count }, (_, index) => ({ ...at(from + index), ...treatment }));

const banned: Treatment = { kind: "foreign", owner: "fail2ban" };
const dockers: Treatment = { kind: "foreign", owner: "docker" };
const into = (...ids: string[]): Treatment => ({
  kind: "fits",
  into: ids.map((id) => ({ kind: "rule", id })),
  notes: [],
});

describe("what a page carries of a host's rules", () => {
  it("counts every rule, and holds the first hundred of each word", () => {
    const told = toldAccount([...many(250, banned), ...many(3, dockers, 250)]);
    expect(told.foreign.count).toBe(253);
    expect(told.foreign.words.map(([word, { lines, count }]) => [word, lines.length, count])).toEqual([
      ["fail2ban", 100, 250],
      ["docker", 3, 3],
    ]);
    expect(told.foreign.words[0]?.[1].lines[99]?.text).toBe("-A INPUT 99");
    expect([told.fits.count, told.opaque.count, told.implied.count]).toEqual([0, 0, 0]);
  });

  it("holds four hundred of all words together, and a few of each that comes after them", () => {
    const account = Array.from({ length: 9 }, (_, word) => many(90, into(`web-${word}`), word * 90)).flat();
    const { words } = toldAccount(account).fits;
    expect(words.map(([, { lines }]) => lines.length)).toEqual([90, 90, 90, 90, 40, 3, 3, 3, 3]);
    expect(words.map(([, { count }]) => count)).toEqual(Array(9).fill(90));
  });

  it("names the table of a rule that is not in filter, and says what differs", () => {
    const [word] = toldAccount([
      { ...at(0), table: "nat", kind: "implied", by: "nothing", notes: ["silent", "related"] },
    ]).implied.words;
    expect(word?.[1].lines).toEqual([
      { family: 4, text: "-t nat -A INPUT 0", said: null, notes: ["silent"] },
    ]);
  });

  it("counts the rules whose rate is only counted anew, and says it with none of them", () => {
    const rated: Treatment = { ...into("web"), notes: ["counted-anew", "silent"] } as Treatment;
    const told = toldAccount([...many(4, rated), ...many(2, into("web"), 4)]);
    expect(told.countedAnew).toBe(4);
    const [[, { lines }] = ["", { lines: [] }]] = told.fits.words;
    expect(lines.map(({ notes }) => notes)).toEqual([...Array(4).fill(["silent"]), [], []]);
  });

  it("tells a rule below the first place that it became, and knows each place that any became", () => {
    const told = toldAccount([...many(120, into("web")), ...many(1, into("web", "mail"), 120)]);
    expect(told.fits.words.map(([word, { count }]) => [word, count])).toEqual([["rule web", 121]]);
    expect(told.places).toEqual(["rule web", "rule mail"]);
  });

  it("counts the rules of each stand, in the order in which they are told, and no chain policy", () => {
    const account = [...many(130, banned), { ...at(null), ...banned }];
    const stands = Object.fromEntries(
      account.map((entry, index) => [refKey(entry), index < 5 ? ("replaced" as const) : ("first" as const)]),
    );
    expect(
      toldStands(account, stands).map(([stand, { lines, count }]) => [stand, lines.length, count]),
    ).toEqual([
      ["first", 100, 125],
      ["replaced", 5, 5],
    ]);
  });
});
