import type { Family } from "@/lib/core/net/family";
import type { PacketChain } from "@/lib/core/packet/packet";
import type { Random } from "@/lib/core/packet/random-packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { Dice } from "./dice";
import { type ExtraKind, MatchMaker, withoutClashes } from "./random-match";

const extras: readonly ExtraKind[] = [
  "hop-limit",
  "limit",
  "source-limit",
  "comment",
  "address-type",
  "original-port",
];

/** Makes the rules of a filter table around one of its chains, with those below that it jumps to. */
export class RulesetMaker {
  private readonly dice: Dice;
  private readonly conditions: MatchMaker;

  constructor(
    random: Random,
    private readonly family: Family,
    private readonly hook: PacketChain,
  ) {
    this.dice = new Dice(random);
    const owners: readonly ExtraKind[] = hook === "OUTPUT" ? ["owner-user", "owner-user"] : [];
    this.conditions = new MatchMaker(this.dice, family, [...extras, ...owners], 0.25);
  }

  private target(matches: readonly Match[], later: readonly string[], inUserChain: boolean): Target {
    const tcp = matches.some((match) => match.kind === "protocol" && match.protocol === 6 && !match.negated);
    const reject = this.family === 4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
    const choices: Target[] = [
      { kind: "accept" },
      { kind: "drop" },
      { kind: "reject", with: tcp && this.dice.chance(0.5) ? "tcp-reset" : reject },
      { kind: "none" },
      { kind: "log", prefix: "x ", level: null, uid: false },
      { kind: "nflog", prefix: "", group: 5 },
    ];
    if (inUserChain || this.dice.chance(0.3)) choices.push({ kind: "return" });
    for (const chain of later)
      choices.push({ kind: "jump", chain }, { kind: "jump", chain }, { kind: "goto", chain });
    return this.dice.pick(choices);
  }

  private rule(later: readonly string[], inUserChain: boolean): Rule {
    const matches = this.conditions.matches({ hooks: [this.hook], builtIn: !inUserChain });
    const target = this.target(matches, later, inUserChain);
    // A verdict for everybody would hide all that follows.
    const decides = target.kind !== "none" && target.kind !== "log" && target.kind !== "nflog";
    const more = matches.length === 0 ? () => this.conditions.protocol() : () => this.conditions.tracking();
    const narrowed = decides && matches.length < 2 ? [...matches, ...more()] : matches;
    return { matches: withoutClashes(narrowed), target, origin: null };
  }

  make(): Ruleset {
    const users = ["UA", "UB", "UC"].slice(0, this.dice.number(3));
    const chain = (
      name: string,
      policy: Chain["policy"],
      later: readonly string[],
      count: number,
    ): Chain => ({
      name,
      policy,
      rules: Array.from({ length: count }, () => this.rule(later, policy === null)),
    });
    const builtIn = (["INPUT", "FORWARD", "OUTPUT"] as const).map((name) =>
      chain(
        name,
        this.dice.chance(0.5) ? "ACCEPT" : "DROP",
        users,
        name === this.hook ? 4 + this.dice.number(10) : 0,
      ),
    );
    const own = users.map((name, index) =>
      chain(name, null, users.slice(index + 1), 1 + this.dice.number(6)),
    );
    return { family: this.family, tables: [{ name: "filter", chains: [...builtIn, ...own] }] };
  }
}
