import type { Family } from "@/lib/core/net/family";
import type { PacketHook } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { NatPorts, Target } from "@/lib/core/ruleset/target";
import { addressPlan, quarter } from "./address-plan";
import type { Dice } from "./dice";
import type { MatchMaker } from "./random-match";

/** The chain that a target is made for: its table, the hooks from which it is reached, the chains that it may jump to. */
export type TargetPlace = {
  readonly table: string;
  readonly hooks: readonly PacketHook[];
  readonly builtIn: boolean;
  readonly later: readonly string[];
};

function speaks(matches: readonly Match[], ...protocols: readonly number[]): boolean {
  return matches.some(
    (match) => match.kind === "protocol" && !match.negated && protocols.includes(match.protocol),
  );
}

/** A `-j CT` that leaves tracking on. */
const events: Target = {
  kind: "ct-settings",
  notrack: false,
  helper: null,
  timeout: null,
  events: ["new"],
  expectationEvents: [],
  zone: null,
};

const syn: Match = { kind: "tcp-flags", mask: ["SYN", "RST"], set: ["SYN"], negated: false };

/** Makes targets that the kernel takes at a place, the rarer ones of which end or hide too much less often. */
export class TargetMaker {
  constructor(
    private readonly dice: Dice,
    private readonly family: Family,
    private readonly conditions: MatchMaker,
  ) {}

  private marks(): Target {
    const mask = this.dice.pick([0xffffffff, 0xff, 0x3, 0x100]);
    const value = this.dice.pick([1, 2, 3, 0x100]);
    switch (this.dice.number(4)) {
      case 0:
        return { kind: "connection-mark", operation: "set", value, mask };
      case 1:
        return { kind: "connection-mark", operation: "save", packetMask: mask, connectionMask: mask };
      case 2:
        return { kind: "connection-mark", operation: "restore", packetMask: mask, connectionMask: mask };
      default:
        return { kind: "set-mark", value, mask };
    }
  }

  private natPorts(matches: readonly Match[]): NatPorts | null {
    if (!speaks(matches, 6, 17) || this.dice.chance(0.4)) return null;
    const first = this.dice.pick([80, 443, 1024, 5000]);
    const wide = this.dice.chance(0.2);
    return { first, last: wide ? first + this.dice.number(10) : first, base: null };
  }

  private translation(hook: PacketHook, matches: readonly Match[]): Target {
    const ports = this.natPorts(matches);
    const { family, value } = this.conditions.address(this.dice.chance(0.3));
    const last = this.dice.chance(0.1) ? value + BigInt(this.dice.number(3)) : value;
    const addresses = { family, first: value, last };
    const { remote } = addressPlan[this.family];
    if (this.dice.chance(0.1)) return { kind: "netmap", to: { ...quarter(remote, this.dice.number(3)) } };
    if (hook === "PREROUTING" || hook === "OUTPUT") {
      const kept = ports !== null && this.dice.chance(0.15);
      return this.dice.chance(0.6)
        ? { kind: "dnat", to: { addresses: kept ? null : addresses, ports } }
        : { kind: "redirect", ports: ports === null ? null : { first: ports.first, last: ports.last } };
    }
    if (hook === "INPUT" || this.dice.chance(0.5)) return { kind: "snat", to: { addresses, ports } };
    return { kind: "masquerade", ports: ports === null ? null : { first: ports.first, last: ports.last } };
  }

  private passing(table: string, matches: readonly Match[]): Target {
    const choices: Target[] = [
      { kind: "none" },
      { kind: "none" },
      { kind: "log", prefix: "x ", level: null, uid: false },
      { kind: "nflog", prefix: "", group: 5 },
      this.marks(),
    ];
    if (table === "mangle") choices.push(this.marks(), this.marks());
    if (table === "mangle" && speaks(matches, 6)) choices.push({ kind: "tcp-mss", size: 1200 });
    if (table === "raw") choices.push({ kind: "notrack" }, { kind: "notrack", alias: true }, events);
    return this.dice.pick(choices);
  }

  private refusal(matches: readonly Match[], table: string): Target {
    const reset = speaks(matches, 6) && this.dice.chance(0.5);
    const word = this.family === 4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
    if (table !== "filter" || this.dice.chance(0.5)) return { kind: "drop" };
    return { kind: "reject", with: reset ? "tcp-reset" : word };
  }

  private ending(place: TargetPlace, matches: readonly Match[]): Target {
    const { table, hooks } = place;
    const [hook] = hooks;
    if (table === "nat" && hook !== undefined && this.dice.chance(0.75))
      return this.translation(hook, matches);
    if (!place.builtIn && this.dice.chance(0.4)) return { kind: "return" };
    if (table === "nat" || this.dice.chance(table === "filter" ? 0.5 : 0.7)) return { kind: "accept" };
    return this.dice.chance(0.15) ? { kind: "return" } : this.refusal(matches, table);
  }

  /** A target, and the condition that it needs besides. */
  target(place: TargetPlace, matches: readonly Match[]): { target: Target; more: readonly Match[] } {
    const { table, later } = place;
    if (later.length > 0 && this.dice.chance(0.35)) {
      const chain = this.dice.pick(later);
      return { target: { kind: this.dice.chance(0.75) ? "jump" : "goto", chain }, more: [] };
    }
    const ends = table === "filter" ? 0.55 : table === "nat" ? 0.7 : 0.2;
    const target = this.dice.chance(ends) ? this.ending(place, matches) : this.passing(table, matches);
    return { target, more: target.kind === "tcp-mss" ? [syn] : [] };
  }
}
