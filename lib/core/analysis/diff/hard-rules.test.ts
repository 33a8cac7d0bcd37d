import { describe, expect, it } from "vitest";
import type { Packet } from "@/lib/core/packet/packet";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { interpret } from "../interpret";
import { reach } from "../reach/reach";
import { uselessRules } from "../shadow/shadow";
import { hardRules, hardTables } from "../testing/hard-rules";
import { seeded } from "../testing/seeded";
import type { FurtherCondition } from "./change-row";
import { diffRulesets } from "./diff";

/** Enough for a thousand rules of a policy; each of these would need far more. */
const budget = 60_000;

const empty = hardTables([]);
const answer = { hook: "INPUT", state: "ESTABLISHED", direction: "REPLY" } as const;

describe.each(Object.entries(hardRules))("rules that are made to be hard: %s", (_, make) => {
  it("end as too complex, whichever side of a comparison they are", () => {
    const ruleset = make();
    expect(diffRulesets(empty, ruleset, { host: null, budget })).toEqual({ outcome: "too-complex" });
    expect(diffRulesets(ruleset, empty, { host: null, budget })).toEqual({ outcome: "too-complex" });
  });

  it("end so too where it is asked who reaches the host, and which rules are useless", () => {
    const ruleset = make();
    expect(reach(ruleset, [answer], { host: null, budget })).toBeNull();
    expect(uselessRules(ruleset, budget)).toBeNull();
  });
});

/** An answer from outside with this mark on its connection. */
function marked(connectionMark: number): Packet {
  const parsed = parsePacket(
    "chain=INPUT in=eth0 src=203.0.113.5 dst=198.51.100.1 proto=tcp sport=443 dport=40000 state=ESTABLISHED flags=ACK ctdir=REPLY",
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { ...parsed.value, connectionMark };
}

const holds = ({ ranges }: FurtherCondition, value: number) =>
  ranges.some(({ first, last, mask = 0xffffffff }) => {
    const under = (value & mask) >>> 0;
    return under >= first && under <= last;
  });

describe("rows about bits of a mark", () => {
  it.each([
    ["one bit", ["--mark 0x1/0x1"], [{ first: 1, last: 1, mask: 1 }]],
    [
      "every second bit",
      ["--mark 0x15555555/0x55555555"],
      [{ first: 0x15555555, last: 0x15555555, mask: 0x55555555 }],
    ],
    ["all but one value of two bits", ["! --mark 0x300/0x300"], [{ first: 0, last: 0x200, mask: 0x300 }]],
    ["the highest bit", ["--mark 0x80000000/0x80000000"], [{ first: 2 ** 31, last: 2 ** 31, mask: 2 ** 31 }]],
    ["all bits", ["--mark 0x5"], [{ first: 5, last: 5 }]],
    ["several rules", ["--mark 0x2/0x2", "--mark 0x30/0xf0", "! --mark 0x0/0x800"], null],
  ])("say exactly which: %s", (_, rules, expected) => {
    const after = hardTables(rules.map((rule) => `-A INPUT -m connmark ${rule} -j ACCEPT`));
    const diff = diffRulesets(empty, after, { host: null });
    const rows = diff.outcome === "different" ? diff.rows : [];
    const answers = rows.filter(({ hook, states }) => hook === "INPUT" && states.includes("ESTABLISHED"));
    const conditions = answers.flatMap(({ also }) => also.filter(({ field }) => field === "connection-mark"));
    if (expected !== null) expect(conditions[0]?.ranges).toEqual(expected);
    const random = seeded(7);
    for (let n = 0; n < 500; n++) {
      const value = Math.floor(random() * 2 ** (n % 2 === 0 ? 12 : 32));
      const accepted = interpret(after, marked(value)).verdict === "accept";
      expect(
        conditions.some((condition) => holds(condition, value)),
        value.toString(16),
      ).toBe(accepted);
    }
    for (const { sample } of rows) expect(interpret(after, sample).verdict).toBe("accept");
  });
});
