import { expect, test } from "vitest";
import type { BlockedEntry, SeenEntry } from "./blocked-entry";
import { everyBlocked, filterBlocked } from "./filter-blocked";
import { gatherRows, mostRows } from "./gather-rows";
import { addEntries, type BlockedGroups, mostGroups, noGroups } from "./group-entries";

const knock: BlockedEntry = {
  ...{ prefix: "sekisho in: ", way: "in", family: 4, inInterface: "eth0", outInterface: null },
  ...{ source: "198.51.100.77", destination: "203.0.113.10", protocol: "tcp" },
  ...{ sourcePort: 40000, destinationPort: 6379, icmp: null, flags: ["SYN"], uid: null },
};
const sent: BlockedEntry = {
  ...knock,
  ...{ prefix: "sekisho out: ", way: "out", inInterface: null, outInterface: "eth0", uid: 33 },
  ...{ source: "203.0.113.10", destination: "198.51.100.53", destinationPort: 25 },
};
const seen = (uptime: number, entry: BlockedEntry, programs: readonly string[] | null = null): SeenEntry => ({
  entry,
  uptime,
  sequence: null,
  programs,
});
const rows = (read: BlockedGroups, nameOf: (address: string) => string | null = () => null) =>
  gatherRows(read, nameOf).rows.map(({ named, network, count, first, last }) => [
    named ?? network,
    ...[count, first, last],
  ]);

test("packets of one network to one port are one row, whatever their source port; other ports and rules are others", () => {
  const read = addEntries(noGroups, [
    seen(10, knock),
    seen(11, { ...knock, source: "198.51.100.9", sourcePort: 41000 }),
    seen(12, { ...knock, destinationPort: 22 }),
    seen(13, { ...knock, prefix: "sekisho spam: " }),
    seen(14, { ...knock, source: "198.51.101.9" }),
    seen(15, { ...knock, family: 6, source: "2001:db8:ffff::77" }),
    seen(16, { ...knock, family: 6, source: "2001:db8:ffff::1:0:0:9" }),
  ]);
  expect(rows(read)).toEqual([
    ["198.51.100.0/24", 2, 10, 11],
    ["198.51.100.0/24", 1, 12, 12],
    ["198.51.100.0/24", 1, 13, 13],
    ["198.51.101.0/24", 1, 14, 14],
    ["2001:db8:ffff::/64", 2, 15, 16],
  ]);
});

test("what leaves is told by its destination and account, with the programs that were seen", () => {
  const read = addEntries(noGroups, [
    seen(1, sent, ["php-fpm8.2"]),
    seen(2, { ...sent, uid: 0 }),
    seen(3, sent),
    seen(4, { ...sent, sourcePort: 2 }, ["cron", "php-fpm8.2"]),
  ]);
  const told = gatherRows(read, () => null).rows;
  expect(told.map(({ network, count, programs }) => [network, count, programs])).toEqual([
    ["198.51.100.53", 1, null],
    ["198.51.100.53", 3, ["cron", "php-fpm8.2"]],
  ]);
});

test("the row that was added to last stands last, and shows its newest packet; nothing new is the same rows", () => {
  const one = addEntries(noGroups, [seen(1, knock), seen(2, sent)]);
  const two = addEntries(one, [seen(3, { ...knock, sourcePort: 5 })]);
  expect(two.groups.map(({ newest }) => [newest.way, newest.sourcePort])).toEqual([
    ["out", 40000],
    ["in", 5],
  ]);
  expect(addEntries(two, [])).toBe(two);
});

test("a flood from ever new networks pushes out the oldest rows, and says how many", () => {
  const flood = Array.from({ length: mostGroups + 3 }, (_, at) =>
    seen(at, { ...knock, source: `10.${at >> 8}.${at & 255}.1` }),
  );
  const read = addEntries(addEntries(noGroups, [seen(-1, sent)]), flood);
  expect([read.groups.length, read.forgotten]).toEqual([mostGroups, 4]);
  const told = gatherRows(read, () => null);
  expect([told.rows.length, told.forgotten]).toEqual([mostRows, 4 + mostGroups - mostRows]);
  const newest = mostGroups + 2;
  expect(told.rows.at(-1)?.network).toBe(`10.${newest >> 8}.${newest & 255}.0/24`);
});

test("a name stands only where all of the row belongs to it: who shares the /24 and has none is a row of its own", () => {
  const from = (uptime: number, last: number) => seen(uptime, { ...knock, source: `192.0.2.${last}` });
  const read = addEntries(noGroups, [from(1, 9), from(2, 40), from(3, 200), from(4, 10), from(5, 201)]);
  const nameOf = (address: string) =>
    ({ "192.0.2.9": "office", "192.0.2.10": "office", "192.0.2.40": "branch" })[address] ?? null;
  expect(rows(read, nameOf)).toEqual([
    ["branch", 1, 2, 2],
    ["office", 2, 1, 4],
    ["192.0.2.0/24", 2, 3, 5],
  ]);
  expect(rows(read)).toEqual([["192.0.2.0/24", 5, 1, 5]]);
  const keys = gatherRows(read, nameOf).rows.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  // A network may be called what another one is in figures.
  expect(rows(read, (address) => (address === "192.0.2.9" ? "192.0.2.0/24" : null))).toEqual([
    ["192.0.2.0/24", 1, 1, 1],
    ["192.0.2.0/24", 4, 2, 5],
  ]);
});

test("a row names whom it was from, newest first, and no more of them than somebody looks for", () => {
  const scan = Array.from({ length: 40 }, (_, at) => seen(at, { ...knock, source: `192.0.2.${at}` }));
  const [row] = gatherRows(addEntries(noGroups, scan), () => null).rows;
  expect([row?.count, row?.others.length, row?.others[0], row?.others[15]]).toEqual([
    40,
    16,
    "192.0.2.39",
    "192.0.2.24",
  ]);
});

test("two places in one network that something leaves for, or passes through to, are two rows", () => {
  const named = () => "cloud";
  const through = { ...knock, way: "through" as const };
  const read = addEntries(noGroups, [
    seen(1, sent),
    seen(2, { ...sent, destination: "198.51.100.54" }),
    seen(3, through),
    seen(4, { ...through, destination: "203.0.113.11" }),
  ]);
  expect(gatherRows(read, named).rows.map(({ network, newest }) => [network, newest.destination])).toEqual([
    ["198.51.100.53", "198.51.100.53"],
    ["198.51.100.54", "198.51.100.54"],
    [null, "203.0.113.10"],
    [null, "203.0.113.11"],
  ]);
});

test("rows are found by way, by what came of them, by rule and by network or a part of an address", () => {
  const row = (way: "in" | "out", name: string, network: string | null, ...others: readonly string[]) => ({
    ...{ way, rule: { name, observed: name === "spam" }, network, others },
    named: network === null ? "Office" : null,
  });
  const all = [
    row("in", "in", "198.51.100.0/24", "198.51.100.77", "198.51.100.8"),
    row("out", "out", "192.0.2.53", "192.0.2.53"),
    row("in", "spam", "2001:db8:f::/64", "2001:db8:f::7"),
    row("in", "db", null, "192.0.2.9"),
  ];
  const found = (filter: Partial<typeof everyBlocked>) =>
    filterBlocked(all, { ...everyBlocked, ...filter }).map((one) => one.rule.name);
  expect(found({})).toEqual(["in", "out", "spam", "db"]);
  expect(found({ way: "out" })).toEqual(["out"]);
  expect(found({ rule: "spam" })).toEqual(["spam"]);
  expect(found({ answer: "observed" })).toEqual(["spam"]);
  expect(found({ answer: "refused" })).toEqual(["in", "out", "db"]);
  expect(found({ network: "198.51.100.0/22" })).toEqual(["in"]);
  expect(found({ network: "198.51.100.9/24" })).toEqual(["in"]);
  expect(found({ network: " 192.0.2" })).toEqual(["out", "db"]);
  expect(found({ network: "offi" })).toEqual(["db"]);
  expect(found({ network: "192.0.2.0/27" })).toEqual(["db"]);
  // Not only who came last.
  expect(found({ network: "198.51.100.8" })).toEqual(["in"]);
  expect(found({ network: "198.51.100.0/28" })).toEqual(["in"]);
  expect(found({ network: "203.0.113.0/24" })).toEqual([]);
  expect(found({ network: "2001:DB8:F::" })).toEqual(["spam"]);
});
