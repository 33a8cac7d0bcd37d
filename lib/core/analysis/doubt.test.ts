import { describe, expect, it } from "vitest";
import en from "@/messages/en/explain.json";
import ja from "@/messages/ja/explain.json";
import { doubtCodes, doubtText, readDoubt } from "./doubt";

/** A value of each hole, as the analysis puts it in. */
const values = {
  target: "SYNPROXY",
  chain: "f2b-sshd",
  asked: "4",
  given: "6",
  rule: "nat: -A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080",
  address: "2001:db8::7",
  type: "LOCAL",
  field: "source",
  value: "5",
  mask: "255",
  number: "2",
};
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

describe("what an answer hangs on", () => {
  it.each(doubtCodes)("%s is found again from its sentence, with its values", (code) => {
    const said = doubtText(code, values);
    expect(said).not.toContain("undefined");
    const read = readDoubt(said);
    expect(read?.code).toBe(code);
    expect(doubtText(code, { ...values, ...read?.params })).toBe(said);
    for (const [name, value] of Object.entries(read?.params ?? {})) {
      expect(value).toBe(values[name as keyof typeof values]);
    }
  });

  it.each(doubtCodes)("%s is told by the pages in both languages, with the same values", (code) => {
    const asked = Object.keys(readDoubt(doubtText(code, values))?.params ?? {}).sort();
    expect(holes(en.doubt[code])).toEqual(asked);
    expect(holes(ja.doubt[code])).toEqual(asked);
  });

  it("is no sentence where it is a condition in iptables' words", () => {
    expect(readDoubt("-m set --match-set banned src")).toBeNull();
    expect(readDoubt("filter: -A INPUT -m limit --limit 5/min: -m limit --limit 5/min")).toBeNull();
  });
});
