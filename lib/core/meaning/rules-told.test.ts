import { expect, it } from "vitest";
import { follow } from "@/lib/core/analysis/path/follow";
import { reach } from "@/lib/core/analysis/reach/reach";
import { rigHost } from "@/lib/core/analysis/testing/address-plan";
import { TablesMaker } from "@/lib/core/analysis/testing/random-tables";
import { seeded } from "@/lib/core/analysis/testing/seeded";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { families } from "@/lib/core/net/family";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { conditionsByName, conditionsTold, ruleTold } from "./rules-told";

it("finds a rule in its own table, though another table has the same one at the same place", () => {
  const refusal = "-A INPUT -p tcp -m tcp --dport 443 -j DROP";
  const text = `*filter\n:INPUT DROP [0:0]\n${refusal}\nCOMMIT\n*mangle\n:INPUT ACCEPT [0:0]\n${refusal}\nCOMMIT\n`;
  const rules = parseSave(text, 4);
  const packet = parsePacket(
    "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.1 proto=tcp dport=443 state=NEW",
  );
  if (!rules.ok || !packet.ok) throw new Error("unread");
  const { rule } = follow(rules.value, packet.value, null);
  expect(ruleTold(rules.value, rule)).toMatchObject({ table: "mangle", ref: { line: 7 } });
});

it("tells everything that an answer hangs on as a rule's condition, or as a sentence with a code", () => {
  const codes = new Set<string>();
  for (let round = 0; round < 30; round++) {
    const random = seeded(round + 1);
    const family = families[round % 2] ?? 4;
    const ruleset = new TablesMaker(random, family).make();
    const host = round % 4 < 2 ? null : rigHost[family];
    const patterns = (["INPUT", "FORWARD", "OUTPUT"] as const).flatMap((hook) =>
      (["NEW", "ESTABLISHED", "RELATED"] as const).map((state) => ({ hook, state })),
    );
    for (const { depends } of reach(ruleset, patterns, { host, rates: "open" }) ?? []) {
      const names = depends?.conditions ?? [];
      for (const told of conditionsTold(names, conditionsByName([ruleset], new Set(names)))) {
        expect(told.match ?? told.doubt, told.text).not.toBeNull();
        if (told.doubt !== null) codes.add(told.doubt.code);
      }
    }
  }
  expect(codes.size).toBeGreaterThan(5);
}, 60_000);
