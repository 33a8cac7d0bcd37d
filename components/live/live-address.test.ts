import { expect, test } from "vitest";
import { everySocket } from "@/lib/core/live/filter-sockets";
import { liveHref, readLiveFilter } from "./live-address";

const read = (href: string) =>
  readLiveFilter(Object.fromEntries(new URL(href, "http://panel.example").searchParams));

test("an address gives back the rows that it was made for", () => {
  const filter = {
    ...everySocket,
    program: "php-fpm",
    remote: "192.0.2.0/24",
    way: "in" as const,
    loopback: false,
    rules: ["4:SEKISHO-IN:3", "6:SEKISHO-IN:2"],
  };
  expect(read(liveHref("h", filter))).toEqual(filter);
  expect(read(liveHref("h"))).toEqual(everySocket);
});

test("what names no rule of a chain is not asked for", () => {
  expect(readLiveFilter({ rule: "5:SEKISHO-IN:3,4::1,4:SEKISHO-IN:0,4:SEKISHO-OUT:7" }).rules).toEqual([
    "4:SEKISHO-OUT:7",
  ]);
});
