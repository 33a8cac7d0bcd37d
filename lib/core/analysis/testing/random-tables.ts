import type { Family } from "@/lib/core/net/family";
import type { PacketHook } from "@/lib/core/packet/packet";
import type { Random } from "@/lib/core/packet/random-packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { Chain, Rule, Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import { Dice } from "./dice";
import { type ExtraKind, MatchMaker, withoutClashes } from "./random-match";
import { TargetMaker, type TargetPlace } from "./random-target";
import { ownMark } from "./rig-packet";

const extras: readonly ExtraKind[] = [
  "hop-limit",
  "limit",
  "source-limit",
  "keyed-limit",
  "comment",
  "address-types",
  "address-types",
  "original-port",
  "original-address",
  "owner-user",
  "owner-user",
  "owner-socket",
  "recent",
  "recent",
  "mac-source",
  "mac-source",
  "mark",
  "mark",
  "connection-mark",
  "translated",
];

/** The built-in chains of each table with how many rules each gets at most, and the chains of the user's. */
const shape: Readonly<
  Record<
    string,
    { chains: Partial<Record<PacketHook, number>>; users: Readonly<Record<string, readonly PacketHook[]>> }
  >
> = {
  raw: { chains: { PREROUTING: 3, OUTPUT: 3 }, users: {} },
  mangle: {
    chains: { PREROUTING: 4, INPUT: 2, FORWARD: 3, OUTPUT: 4, POSTROUTING: 3 },
    users: { MA: ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"] },
  },
  nat: {
    chains: { PREROUTING: 5, INPUT: 1, OUTPUT: 5, POSTROUTING: 5 },
    users: { NP: ["PREROUTING"], NO: ["OUTPUT"], NS: ["POSTROUTING"] },
  },
  filter: {
    chains: { INPUT: 8, FORWARD: 8, OUTPUT: 8 },
    users: { FA: ["INPUT", "FORWARD", "OUTPUT"], FB: ["INPUT", "FORWARD", "OUTPUT"], FO: ["OUTPUT"] },
  },
  security: { chains: { INPUT: 2, FORWARD: 2, OUTPUT: 2 }, users: {} },
};

const allStates = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"] as const;

/** Counts what comes, and keeps connection tracking switched on, which it is only where a rule needs it. */
const tracked: Rule = {
  matches: [{ kind: "ct-state", module: "conntrack", states: allStates }],
  target: { kind: "none" },
  origin: null,
};
const counted: Rule = { matches: [], target: { kind: "none" }, origin: null };

/** As routers have it in front of a narrower network. */
const clamping: Rule = {
  matches: [
    { kind: "protocol", protocol: 6 },
    { kind: "tcp-flags", mask: ["SYN", "RST"], set: ["SYN"] },
  ],
  target: { kind: "tcp-mss", size: null },
  origin: null,
};

/** Leaves the kernel's own packets (resets, errors) out of the test. */
const ownOnly: Rule = {
  matches: [{ kind: "mark", ...ownMark, negated: true }],
  target: { kind: "drop" },
  origin: null,
};

/** The rules that the rig needs in front of a chain. */
export function anchors(table: string, hook: string): readonly Rule[] {
  if (table === "raw") return hook === "OUTPUT" ? [ownOnly, counted] : [counted];
  return table === "mangle" && (hook === "PREROUTING" || hook === "OUTPUT") ? [tracked] : [];
}

/** Makes all tables of one family, out of every match and target that the rig can decide. */
export class TablesMaker {
  private readonly dice: Dice;
  private readonly conditions: MatchMaker;
  private readonly targets: TargetMaker;

  constructor(
    random: Random,
    private readonly family: Family,
  ) {
    this.dice = new Dice(random);
    this.conditions = new MatchMaker(this.dice, family, extras, 0.4);
    this.targets = new TargetMaker(this.dice, family, this.conditions);
  }

  private rule(place: TargetPlace): Rule {
    const made = this.conditions.matches(place);
    const { target, more } = this.targets.target(place, made);
    const matches = more.length === 0 ? made : behindPorts(made, more);
    // A verdict for everybody would hide all that follows.
    const passes = ["none", "log", "nflog", "set-mark", "connection-mark", "notrack", "ct-settings"].includes(
      target.kind,
    );
    if (passes || matches.length > 1) return { matches, target, origin: null };
    const spoken = matches.some(({ kind }) => kind === "protocol");
    const further = spoken || this.dice.chance(0.4) ? this.conditions.tracking() : this.conditions.protocol();
    return { matches: withoutClashes([...matches, ...further]), target, origin: null };
  }

  private rules(place: TargetPlace, most: number): Rule[] {
    const made = Array.from({ length: this.dice.number(most) }, () => this.rule(place));
    const leaving = place.hooks.length === 1 && ["FORWARD", "POSTROUTING"].includes(place.hooks[0] ?? "");
    return place.table === "mangle" && leaving && this.dice.chance(0.5) ? [clamping, ...made] : made;
  }

  private table(name: string): Table {
    const { chains, users } = shape[name] ?? { chains: {}, users: {} };
    const names = Object.keys(users).filter(() => this.dice.chance(0.7));
    const builtIn = Object.entries(chains).map(([hook, most]): Chain => {
      const later = names.filter((user) => users[user]?.includes(hook as PacketHook));
      const place = { table: name, hooks: [hook as PacketHook], builtIn: true, later };
      const drops = name === "filter" ? 0.4 : name === "nat" ? 0 : 0.04;
      const policy = this.dice.chance(drops) ? "DROP" : "ACCEPT";
      return { name: hook, policy, rules: [...anchors(name, hook), ...this.rules(place, most)] };
    });
    const own = names.map((user, at): Chain => {
      const hooks = users[user] ?? [];
      // Into a chain that is reached from everywhere this one is reached from.
      const later = names
        .slice(at + 1)
        .filter((other) => hooks.every((hook) => users[other]?.includes(hook)));
      const place = { table: name, hooks, builtIn: false, later };
      return { name: user, policy: null, rules: [this.rule(place), ...this.rules(place, 4)] };
    });
    return { name, chains: [...builtIn, ...own] };
  }

  make(): Ruleset {
    return { family: this.family, tables: Object.keys(shape).map((name) => this.table(name)) };
  }
}

/** TCP flags stand behind the protocol and its ports. */
function behindPorts(matches: readonly Match[], flags: readonly Match[]): Match[] {
  const others = matches.filter(({ kind }) => kind !== "tcp-flags");
  const at = others.findLastIndex(({ kind }) => kind === "protocol" || kind === "ports");
  return others.toSpliced(at + 1, 0, ...flags);
}
