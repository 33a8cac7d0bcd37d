import { expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { conditionClause } from "./rule-phrases";

function clauseOf(words: string) {
  const parsed = parseSave(`*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${words} -j ACCEPT\nCOMMIT\n`, 4);
  const match = parsed.ok ? parsed.value.tables[0]?.chains[0]?.rules[0]?.matches[0] : undefined;
  if (match === undefined) throw new Error(words);
  return conditionClause(match, 4);
}

it("tells an end of access by its moment, and every other span in iptables' words", () => {
  const end = "--datestop 2030-01-31T08:00:00";
  expect(clauseOf(`-m time ${end}`)).toMatchObject({
    code: "until",
    params: { value: "2030-01-31 08:00:00 UTC" },
  });
  for (const more of ["--kerneltz", "--weekdays Mon", "--timestart 08:00", "--datestart 2029-01-01"]) {
    expect(clauseOf(`-m time ${end} ${more}`), more).toMatchObject({ code: "other" });
  }
});

it("tells what counts by whom it counts: one address, or a network as one", () => {
  const rate = "-m hashlimit --hashlimit-above 4/min --hashlimit-mode srcip --hashlimit-name a";
  expect(clauseOf(rate)).toMatchObject({ code: "rate", params: { whose: "source" } });
  expect(clauseOf(`${rate} --hashlimit-srcmask 24`)).toMatchObject({
    code: "rate",
    params: { whose: "network", length: 24 },
  });
  expect(clauseOf("-m connlimit --connlimit-above 5")).toMatchObject({
    code: "connections",
    params: { count: 5, whose: "source" },
  });
  expect(clauseOf("-m connlimit --connlimit-above 5 --connlimit-mask 24")).toMatchObject({
    code: "connections",
    params: { whose: "network", length: 24 },
  });
});

it("tells a list of senders where it asks how often they were seen, and every other question in iptables' words", () => {
  const asked = "-m recent --rcheck --seconds 600 --hitcount 10 --name scan";
  expect(clauseOf(asked)).toMatchObject({ code: "seen", params: { name: "scan", hits: 10, seconds: 600 } });
  expect(clauseOf("-m recent --set --name scan")).toMatchObject({ code: "write-down" });
  for (const other of [
    asked.replace("--rcheck", "--update"),
    asked.replace("--rcheck", "! --rcheck"),
    `${asked} --rdest`,
    "-m recent --rcheck --name scan",
    "-m recent --remove --name scan",
  ]) {
    expect(clauseOf(other), other).toMatchObject({ code: "other" });
  }
});
