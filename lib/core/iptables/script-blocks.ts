import type { Family } from "@/lib/core/net/family";
import type { Rule, Ruleset, Section } from "@/lib/core/ruleset/ruleset";
import { renderAddition, renderCommand } from "./render-rule";

/** Commands that belong together, of both families, under one sentence. `part` numbers the great steps of the script. */
export type Block = {
  readonly part: string;
  readonly note: string;
  readonly commands4: readonly string[];
  readonly commands6: readonly string[];
};

type Piece = { readonly part: string; readonly note: string; readonly commands: string[] };

/** `behind-log`: whatever stands between the log of a chain and its end. */
type Place = Section | "behind-log";

/** What a reader meets first to last; what cuts comes after this, as the chain policies. */
const steps: readonly {
  readonly part: string;
  readonly chains: readonly string[];
  readonly holds: (place: Place) => boolean;
}[] = (() => {
  const apart: readonly Place[] = ["loopback", "always", "logging", "behind-log", "final"];
  const rest = (place: Place) => !apart.includes(place);
  return [
    { part: "first", chains: ["INPUT", "OUTPUT"], holds: (section) => section === "loopback" },
    { part: "first", chains: ["INPUT", "OUTPUT"], holds: (section) => section === "always" },
    { part: "out", chains: ["OUTPUT"], holds: rest },
    { part: "in", chains: ["INPUT"], holds: rest },
    { part: "through", chains: ["FORWARD"], holds: rest },
    { part: "end", chains: ["FORWARD", "INPUT", "OUTPUT"], holds: (section) => section === "logging" },
    { part: "end", chains: ["FORWARD", "INPUT", "OUTPUT"], holds: (place) => place === "behind-log" },
    { part: "end", chains: ["FORWARD", "INPUT", "OUTPUT"], holds: (section) => section === "final" },
  ];
})();

function rulesOf(ruleset: Ruleset, table: string, chain: string): readonly Rule[] {
  const { chains } = ruleset.tables.find(({ name }) => name === table) ?? { chains: [] };
  return chains.find(({ name }) => name === chain)?.rules ?? [];
}

/** One family's commands in reading order; neighbours with the same sentence are one piece. */
function pieces(ruleset: Ruleset): readonly Piece[] {
  const all: Piece[] = [];
  for (const { part, chains, holds } of steps) {
    const from = all.length;
    if (part === "out") {
      for (const rule of rulesOf(ruleset, "raw", "OUTPUT")) {
        const commands = [renderAddition(rule, "raw", "OUTPUT", ruleset.family)];
        all.push({ part, note: rule.origin?.note ?? "", commands });
      }
    }
    for (const chain of chains) {
      let logged = false;
      for (const rule of rulesOf(ruleset, "filter", chain)) {
        const { section, note } = rule.origin ?? { section: "source" as const, note: "" };
        const behind = logged && section !== "logging" && section !== "final";
        logged ||= section === "logging";
        if (!holds(behind ? "behind-log" : section)) continue;
        const last = all.length > from ? all.at(-1) : undefined;
        const command = renderCommand(rule, chain, ruleset.family);
        if (last?.note === note) last.commands.push(command);
        else all.push({ part, note, commands: [command] });
      }
    }
  }
  return all;
}

/** Joins the two families' pieces: both lists keep their order, and equal sentences meet. */
export function scriptBlocks(rulesets: Readonly<Record<Family, Ruleset | null>>): readonly Block[] {
  const left = rulesets[4] === null ? [] : [...pieces(rulesets[4])];
  const right = rulesets[6] === null ? [] : [...pieces(rulesets[6])];
  const blocks: Block[] = [];
  const same = (one: Piece) => (other: Piece) => other.part === one.part && other.note === one.note;
  for (const piece of left) {
    const at = right.findIndex(same(piece));
    const before = at < 0 ? [] : right.splice(0, at + 1);
    const twin = before.pop();
    for (const { part, note, commands } of before) {
      blocks.push({ part, note, commands4: [], commands6: commands });
    }
    blocks.push({
      part: piece.part,
      note: piece.note,
      commands4: piece.commands,
      commands6: twin?.commands ?? [],
    });
  }
  for (const { part, note, commands } of right) {
    blocks.push({ part, note, commands4: [], commands6: commands });
  }
  return blocks;
}
