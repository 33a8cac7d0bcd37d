import { expect, test } from "vitest";
import type { BlockedEntry, SeenEntry } from "./blocked-entry";
import { everyBlocked, filterBlocked } from "./filter-blocked";
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
const rows = ({ groups }: BlockedGroups) =>
  groups.map(({ network, count, first, last }) => [network, count, first, last]);

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
  expect(read.groups.map(({ network, count, programs }) => [network, count, programs])).toEqual([
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
  expect(read.groups[0]?.network).toBe("10.0.3.0/24");
});

test("rows are found by way, by what came of them, by rule and by network or a part of an address", () => {
  const row = (way: "in" | "out", name: string, network: string, source: string, destination: string) => ({
    ...{ way, rule: { name, observed: name === "spam" }, network, source, destination },
  });
  const all = [
    row("in", "in", "198.51.100.0/24", "198.51.100.77", "203.0.113.10"),
    row("out", "out", "192.0.2.53", "203.0.113.10", "192.0.2.53"),
    row("in", "spam", "2001:db8:f::/64", "2001:db8:f::7", "2001:db8::1"),
  ];
  const found = (filter: Partial<typeof everyBlocked>) =>
    filterBlocked(all, { ...everyBlocked, ...filter }).map((one) => one.rule.name);
  expect(found({})).toEqual(["in", "out", "spam"]);
  expect(found({ way: "out" })).toEqual(["out"]);
  expect(found({ rule: "spam" })).toEqual(["spam"]);
  expect(found({ answer: "observed" })).toEqual(["spam"]);
  expect(found({ answer: "refused" })).toEqual(["in", "out"]);
  expect(found({ network: "198.51.100.0/22" })).toEqual(["in"]);
  expect(found({ network: "198.51.100.9/24" })).toEqual(["in"]);
  expect(found({ network: " 192.0.2" })).toEqual(["out"]);
  // Its own address is in every row, and tells nothing.
  expect(found({ network: "203.0.113.0/24" })).toEqual([]);
  expect(found({ network: "2001:DB8:F::" })).toEqual(["spam"]);
});
