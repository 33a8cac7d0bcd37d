import { expect, it } from "vitest";
import { interpretChain } from "@/lib/core/analysis/interpret";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import type { LaneItem, LaneView } from "./explain-view";
import { foldingOf } from "./fold-misses";
import { tableRules } from "./rule-view";
import { tellLanes } from "./tell-lanes";

function tell(rules: readonly string[], packetText: string, show = ""): LaneView {
  const parsed = parseSave(["*filter", ...rules, "COMMIT", ""].join("\n"), 4);
  const packet = parsePacket(packetText);
  if (!parsed.ok || !packet.ok) throw new Error("the test's own text is wrong");
  const verdict = interpretChain(parsed.value, "filter", "INPUT", packet.value);
  return tellLanes("INPUT", verdict, {
    rules: tableRules(parsed.value, "filter", null, new Set()),
    folding: { ...foldingOf(show), table: "filter" },
    deciding: true,
    hanging: verdict.dependsOn.flatMap(({ rule }) => (rule === null ? [] : [rule])),
  });
}

/** A lane in short: `-2` two that did not match, `3` rule 3, `3!` it decides, `3?` it may match, with chains inside. */
function short(lane: LaneView): string {
  const item = (one: LaneItem): string => {
    if (one.kind === "fold") return `-${one.count}`;
    const mark = `${one.rule.number}${one.matched === "maybe" ? "?" : ""}${one.deciding ? "!" : ""}`;
    return one.lane === null ? mark : `${mark} ${short(one.lane)}`;
  };
  const end =
    lane.end === null
      ? ""
      : lane.end.kind === "back"
        ? ` ^${lane.end.chain}`
        : ` ${lane.end.verdict}${lane.end.deciding ? "!" : ""}`;
  return `${lane.chain}[${lane.items.map(item).join(" ")}${end}]`;
}

const tcp22 = "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.1 proto=tcp sport=40000 dport=22";

it.each([
  [
    "rules that did not match are folded, the one that decides stands out",
    [
      ":INPUT DROP [0:0]",
      "-A INPUT -i lo -j ACCEPT",
      "-A INPUT -p udp -j ACCEPT",
      "-A INPUT -p tcp -j ACCEPT",
    ],
    "INPUT[-2 3!]",
  ],
  [
    "where no rule matches, the chain policy decides",
    [":INPUT DROP [0:0]", "-A INPUT -i lo -j ACCEPT"],
    "INPUT[-1 drop!]",
  ],
  [
    "a chain that is entered stands inside its rule, and says where it leads back",
    [
      ":INPUT ACCEPT [0:0]",
      ":A - [0:0]",
      ":B - [0:0]",
      "-A INPUT -j A",
      "-A A -j B",
      "-A A -p udp -j DROP",
      "-A B -p udp -j DROP",
      "-A INPUT -j DROP",
    ],
    "INPUT[1 A[1 B[-1 ^A] -1 ^INPUT] 2!]",
  ],
  [
    "a chain without rules is entered and left",
    [":INPUT ACCEPT [0:0]", ":A - [0:0]", "-A INPUT -j A"],
    "INPUT[1 A[ ^INPUT] accept!]",
  ],
  [
    "a rule that returns needs no further word",
    [":INPUT ACCEPT [0:0]", ":A - [0:0]", "-A INPUT -j A", "-A A -p tcp -j RETURN", "-A A -j DROP"],
    "INPUT[1 A[1] accept!]",
  ],
  [
    "goto comes back to where its chain was called from",
    [
      ":INPUT DROP [0:0]",
      ":A - [0:0]",
      ":B - [0:0]",
      "-A INPUT -j A",
      "-A A -g B",
      "-A A -j DROP",
      "-A B -p udp -j DROP",
      "-A INPUT -j ACCEPT",
    ],
    "INPUT[1 A[1 B[-1 ^INPUT]] 2!]",
  ],
  [
    "a rule that may match and makes a difference is what the answer hangs on",
    [":INPUT DROP [0:0]", "-A INPUT -m set --match-set bad src -j DROP", "-A INPUT -p tcp -j ACCEPT"],
    "INPUT[1?! 2]",
  ],
  [
    "one that only logs makes none",
    [":INPUT DROP [0:0]", "-A INPUT -m limit --limit 5/min -j LOG", "-A INPUT -p tcp -j ACCEPT"],
    "INPUT[1? 2!]",
  ],
])("%s", (_name, rules, expected) => {
  expect(short(tell(rules, tcp22))).toBe(expected);
});

it("names the condition that failed, and whose a chain is", () => {
  const lane = tell(
    [
      ":INPUT DROP [0:0]",
      ":f2b-sshd - [0:0]",
      ":SEKISHO-IN - [0:0]",
      "-A INPUT -j f2b-sshd",
      "-A INPUT -j SEKISHO-IN",
      "-A f2b-sshd -s 198.51.100.9/32 -j REJECT",
      "-A SEKISHO-IN -j DROP",
    ],
    tcp22,
  );
  const lanes = lane.items.flatMap((item) => (item.kind === "rule" && item.lane ? [item.lane] : []));
  expect([lane, ...lanes].map(({ owner }) => owner)).toEqual(["built-in", "foreign", "own"]);
  expect(lanes[0]?.items[0]).toMatchObject({
    kind: "fold",
    misses: [{ number: 1, failed: "-s 198.51.100.9/32" }],
  });
});

const many = [
  ":INPUT DROP [0:0]",
  ...Array.from({ length: 1000 }, (_, at) => `-A INPUT -s 10.${at >> 8}.${at & 255}.1/32 -j ACCEPT`),
];

it("sends a few of a thousand rules along, and says how many there are", () => {
  const [fold] = tell(many, tcp22).items;
  expect(fold).toMatchObject({ kind: "fold", count: 1000, before: 0, open: false, later: "filter.INPUT.20" });
  expect(fold?.kind === "fold" && fold.misses.length).toBe(20);
  expect(fold?.kind === "fold" && fold.after).toBe(980);
});

it("sends no more than a page can bear, however many chains there are", () => {
  const names = Array.from({ length: 20 }, (_, at) => `C${at}`);
  const lane = tell(
    [
      ":INPUT DROP [0:0]",
      ...names.map((name) => `:${name} - [0:0]`),
      ...names.map((name) => `-A INPUT -j ${name}`),
      ...names.flatMap((name) =>
        Array.from({ length: 30 }, (_, at) => `-A ${name} -s 10.0.0.${at}/32 -j DROP`),
      ),
    ],
    tcp22,
  );
  const folds = lane.items.flatMap((item) => (item.kind === "rule" ? (item.lane?.items ?? []) : []));
  const sent = folds.flatMap((fold) => (fold.kind === "fold" ? fold.misses : []));
  expect(folds.map((fold) => fold.kind === "fold" && fold.count)).toEqual(names.map(() => 30));
  expect(sent.length).toBe(120);
  // A list of which nothing is sent can still be asked for.
  expect(folds.at(-1)).toMatchObject({ misses: [], later: "filter.C19.0" });
});

it("shows every one of them, part by part, each under an address of its own", () => {
  const seen: number[] = [];
  let show: string | null = "filter.INPUT.0";
  while (show !== null) {
    const fold: LaneItem | undefined = tell(many, tcp22, show).items[0];
    if (fold?.kind !== "fold") throw new Error("no fold");
    expect(fold.open).toBe(true);
    expect(fold.before + fold.misses.length + fold.after).toBe(1000);
    seen.push(...fold.misses.map(({ number }) => number));
    show = fold.later;
  }
  expect(seen).toEqual(Array.from({ length: 1000 }, (_, at) => at + 1));
});

it.each(["nat.INPUT.20", "filter.OUTPUT.20", "filter.INPUT.5000", "filter.INPUT.x", "..", "%"])(
  "an address that leads to no list of the page (%s) opens none",
  (show) => {
    expect(tell(many, tcp22, show).items[0]).toMatchObject({ open: false, before: 0 });
  },
);
