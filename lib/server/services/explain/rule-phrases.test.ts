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
