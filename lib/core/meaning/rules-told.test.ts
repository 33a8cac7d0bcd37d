import { expect, it } from "vitest";
import { follow } from "@/lib/core/analysis/path/follow";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { ruleTold } from "./rules-told";

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
