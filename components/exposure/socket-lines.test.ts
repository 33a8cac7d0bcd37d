import { expect, test } from "vitest";
import type { Family } from "@/lib/core/net/family";
import type { EntryView, FamilyView, SocketView } from "@/lib/server/services/exposure/exposure-view";
import { socketLines } from "./socket-lines";

const entry = (key: string): EntryView => ({
  key,
  way: "ours",
  peers: null,
  rule: null,
  end: null,
  over: null,
  to: null,
  owner: null,
  assumes: [],
  sample: { protocol: "tcp", from: "", to: "", port: 22, question: {} },
});

const view = (family: Family, state: FamilyView["state"], ...keys: string[]): FamilyView => ({
  family,
  state,
  why: null,
  entries: keys.map(entry),
  depends: null,
  shut: null,
  linkOnly: false,
});

/** `4+6 key` for each line; a line without a way in tells the state. */
function lines(...families: FamilyView[]): string[] {
  const row: SocketView = {
    id: "tcp 22",
    protocol: "tcp",
    port: "22",
    listener: null,
    group: "reached",
    families,
    alike: false,
    forgotten: false,
    fixes: [],
  };
  return socketLines(row).map(({ first, second }) => {
    const who = [first, second].flatMap((side) => side?.family ?? []).join("+");
    return `${who} ${first.entry?.key ?? first.view.state}`;
  });
}

test("a way in that both families have is told once, each other one by itself", () => {
  expect(lines(view(4, "some", "vpn", "office"), view(6, "some", "office"))).toEqual(["4 vpn", "4+6 office"]);
  expect(lines(view(4, "some", "office"), view(6, "anyone", "open"))).toEqual(["4 office", "6 open"]);
});

test("a family that lets nobody in says so, and one in which nothing listens says nothing beside another", () => {
  expect(lines(view(4, "some", "office"), view(6, "nobody"))).toEqual(["4 office", "6 nobody"]);
  expect(lines(view(4, "some", "office"), view(6, "not-heard"))).toEqual(["4 office"]);
  expect(lines(view(4, "not-heard"), view(6, "not-heard"))).toEqual(["4 not-heard"]);
});
