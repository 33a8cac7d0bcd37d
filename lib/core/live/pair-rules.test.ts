import { expect, test } from "vitest";
import { pairRules } from "./pair-rules";

const rule = (family: 4 | 6, chain: string, said: string) => ({ family, rule: { chain }, said });

test("rules of both families that say the same are one line; what stands twice, or says something else, is not", () => {
  const rules = [
    rule(4, "IN", "loopback"),
    rule(4, "IN", "from 192.0.2.0/24"),
    rule(4, "IN", "drop"),
    rule(4, "IN", "drop"),
    rule(4, "OUT", "loopback"),
    rule(6, "IN", "loopback"),
    rule(6, "IN", "drop"),
  ];
  const lines = pairRules(rules, ({ said }) => said).map(({ chain, lines: own }) => [
    chain,
    own.map(({ places }) => places.map(({ family, at }) => `v${family} ${at}`).join("+")),
  ]);
  expect(lines).toEqual([
    ["IN", ["v4 0+v6 5", "v4 1", "v4 2+v6 6", "v4 3"]],
    ["OUT", ["v4 4"]],
  ]);
});
