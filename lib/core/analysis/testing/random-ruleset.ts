import { addressBits, type Family } from "@/lib/core/net/family";
import { type Prefix, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import type { PacketChain } from "@/lib/core/packet/packet";
import { pick, type Random } from "@/lib/core/packet/random-packet";
import type { CtState, Match, TcpFlag } from "@/lib/core/ruleset/match";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { addressPlan, placedIn } from "./address-plan";

const flagNames: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];
const stateNames: readonly CtState[] = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"];
const patterns = ["eth0", "eth1", "eth+", "wg0", "lo", "e+", "ppp0"];

/**
 * Makes rules out of every match kind that the rig can decide. Rates are so high that no run exceeds them. Not among
 * them: connlimit, which now and then drops a packet whatever its limit (nf_conncount counts 0 and the match gives up;
 * seen on Linux 6.18 with packets of established connections).
 */
export class RulesetMaker {
  constructor(
    private readonly random: Random,
    private readonly family: Family,
    private readonly hook: PacketChain,
  ) {}

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private number(most: number): number {
    return Math.floor(this.random() * (most + 1));
  }

  private some<T>(list: readonly T[], share: number): readonly T[] {
    return list.filter(() => this.chance(share));
  }

  private prefix(side: "source" | "destination"): Prefix {
    const { local, remote } = addressPlan[this.family];
    const own = side === "source" ? this.hook === "OUTPUT" : this.hook === "INPUT";
    const plan = (own ? this.chance(0.9) : this.chance(0.1)) ? local : remote;
    const bits = addressBits(this.family);
    // Few distinct addresses, so that rules meet each other: only the last byte and the quarter vary.
    const place = (BigInt(this.number(3)) << BigInt(bits - plan.length - 2)) | BigInt(this.number(255));
    const length = pick(this.random, [
      plan.length,
      plan.length + 1,
      plan.length + 2,
      bits - 8,
      bits - 3,
      bits - 1,
      bits,
      0,
    ]);
    return prefixOf({ family: this.family, value: placedIn(plan, place) }, length);
  }

  private address(): Match {
    const side = pick(this.random, ["source", "destination"] as const);
    const negated = this.chance(0.25);
    if (this.chance(0.25)) {
      const { first } = prefixRange(this.prefix(side));
      const last = first + BigInt(this.number(300));
      return { kind: `${side}-range`, range: { family: this.family, first, last }, negated };
    }
    const prefix = this.prefix(side);
    // nft refuses `! -s 0.0.0.0/0`, which the legacy programs take.
    return { kind: side, prefix, negated: negated && prefix.length > 0 };
  }

  private interface(inUserChain: boolean): Match[] {
    const sides = (["in", "out"] as const).filter((side) =>
      side === "in" ? inUserChain || this.hook !== "OUTPUT" : inUserChain || this.hook !== "INPUT",
    );
    return sides
      .filter(() => this.chance(0.5))
      .map((side) => ({
        kind: `${side}-interface`,
        name: pick(this.random, patterns),
        negated: this.chance(0.3),
      }));
  }

  private port(): { first: number; last: number } {
    const first = pick(this.random, [0, 22, 53, 80, 443, 1024, 5000, 65535]);
    const last = this.chance(0.5) ? first : Math.min(65535, first + this.number(1200));
    return { first, last };
  }

  private ports(protocol: 6 | 17): Match {
    const negated = this.chance(0.25);
    if (this.chance(0.4)) {
      const ranges = Array.from({ length: 1 + this.number(4) }, () => this.port());
      const side = pick(this.random, ["source", "destination", "either"] as const);
      return { kind: "ports", module: "multiport", side, ranges, negated };
    }
    const side = pick(this.random, ["source", "destination"] as const);
    const module = protocol === 6 ? "tcp" : "udp";
    const range = this.port();
    const all = range.first === 0 && range.last === 65535;
    return { kind: "ports", module, side, ranges: [all ? { first: 1, last: 65535 } : range], negated };
  }

  private protocol(): Match[] {
    const icmp = this.family === 4 ? 1 : 58;
    const protocol = pick(this.random, [6, 6, 6, 17, 17, icmp, 50]);
    const negated = this.chance(0.1);
    const matches: Match[] = [{ kind: "protocol", protocol, negated }];
    if (negated) return matches;
    if ((protocol === 6 || protocol === 17) && this.chance(0.8)) matches.push(this.ports(protocol));
    if (protocol === 6 && this.chance(0.4)) {
      const some = this.some(flagNames, 0.5);
      // An empty mask holds for every packet, and the kernel prints nothing for it.
      const mask = some.length === 0 ? flagNames : some;
      const set = mask.filter(() => this.chance(0.4));
      matches.push({ kind: "tcp-flags", mask, set, negated: this.chance(0.3) });
    }
    if (protocol === icmp && this.chance(0.8)) {
      const type = pick(this.random, this.family === 4 ? [0, 3, 8, 11, 13] : [1, 2, 128, 129, 135, 136]);
      const code = this.chance(0.4) ? pick(this.random, [0, 1, 4]) : null;
      matches.push({ kind: "icmp-type", type, code, negated: this.chance(0.2) });
    }
    return matches;
  }

  private tracking(): Match[] {
    const some = this.some(stateNames, 0.4);
    const states = some.length === 0 ? (["NEW"] as const) : some;
    const negated = this.chance(0.25);
    if (this.chance(0.4)) return [{ kind: "ct-state", module: "state", states, negated }];
    const matches: Match[] = [];
    if (this.chance(0.8)) matches.push({ kind: "ct-state", module: "conntrack", states, negated });
    if (matches.length === 0 || this.chance(0.5)) {
      const direction = pick(this.random, ["ORIGINAL", "REPLY"] as const);
      const apart = matches.length > 0 && this.chance(0.3) ? { apart: true } : {};
      matches.push({ kind: "ct-direction", direction, ...apart });
    }
    return matches;
  }

  private extra(): Match {
    const kinds = ["hop-limit", "limit", "source-limit", "comment", "address-type", "original-port"];
    if (this.hook === "OUTPUT") kinds.push("owner-user", "owner-user");
    switch (pick(this.random, kinds)) {
      case "hop-limit":
        return {
          kind: "hop-limit",
          op: pick(this.random, ["eq", "lt", "gt"] as const),
          value: pick(this.random, [1, 64, 254, 255]),
          // Only "eq" can be turned round in the text.
          negated: false,
        };
      case "limit":
        return { kind: "limit", count: 10_000, per: "second", burst: 10_000 };
      case "source-limit": {
        const name = `n${this.number(1e9)}`;
        const shared = this.chance(0.3) ? { shared: true } : {};
        const above = this.chance(0.5);
        return { kind: "source-limit", name, ...shared, above, count: 10_000, per: "second", burst: 10_000 };
      }
      case "owner-user": {
        const first = pick(this.random, [0, 33, 1000]);
        return { kind: "owner-user", first, last: first + this.number(1) * 10, negated: this.chance(0.3) };
      }
      case "address-type":
        return {
          kind: "address-type",
          side: "destination",
          type: pick(this.random, ["LOCAL", "MULTICAST"]),
          negated: this.chance(0.3),
        };
      case "original-port":
        return { kind: "ct-original-port", range: this.port(), negated: this.chance(0.3) };
      default:
        return { kind: "comment", text: pick(this.random, ["plain", 'two "words"', "it's \\ so"]) };
    }
  }

  private matches(inUserChain: boolean): Match[] {
    const matches: Match[] = [];
    if (this.chance(0.35)) matches.push(this.address());
    if (this.chance(0.15)) matches.push(this.address());
    if (this.chance(0.25)) matches.push(...this.interface(inUserChain));
    if (this.chance(0.6)) matches.push(...this.protocol());
    if (this.chance(0.35)) matches.push(...this.tracking());
    if (this.chance(0.25)) matches.push(this.extra());
    return withoutClashes(matches);
  }

  private target(matches: readonly Match[], later: readonly string[], inUserChain: boolean): Target {
    const tcp = matches.some((match) => match.kind === "protocol" && match.protocol === 6 && !match.negated);
    const reject = this.family === 4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
    const choices: Target[] = [
      { kind: "accept" },
      { kind: "drop" },
      { kind: "reject", with: tcp && this.chance(0.5) ? "tcp-reset" : reject },
      { kind: "none" },
      { kind: "log", prefix: "x ", level: null, uid: false },
      { kind: "nflog", prefix: "", group: 5 },
    ];
    if (inUserChain || this.chance(0.3)) choices.push({ kind: "return" });
    for (const chain of later)
      choices.push({ kind: "jump", chain }, { kind: "jump", chain }, { kind: "goto", chain });
    return pick(this.random, choices);
  }

  private rule(later: readonly string[], inUserChain: boolean): Rule {
    const matches = this.matches(inUserChain);
    const target = this.target(matches, later, inUserChain);
    // A verdict for everybody would hide all that follows.
    const decides = target.kind !== "none" && target.kind !== "log" && target.kind !== "nflog";
    const narrowed: readonly Match[] =
      decides && matches.length < 2
        ? [...matches, ...(matches.length === 0 ? this.protocol() : this.tracking())]
        : matches;
    return { matches: withoutClashes(narrowed), target, origin: null };
  }

  make(): Ruleset {
    const users = ["UA", "UB", "UC"].slice(0, this.number(3));
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
      chain(name, this.chance(0.5) ? "ACCEPT" : "DROP", users, name === this.hook ? 4 + this.number(10) : 0),
    );
    const own = users.map((name, index) => chain(name, null, users.slice(index + 1), 1 + this.number(6)));
    return { family: this.family, tables: [{ name: "filter", chains: [...builtIn, ...own] }] };
  }
}

/** One of each option that iptables takes once; an original port only with a protocol that has ports. */
function withoutClashes(matches: readonly Match[]): Match[] {
  const ports = matches.some(
    (match) => match.kind === "protocol" && !match.negated && (match.protocol === 6 || match.protocol === 17),
  );
  const seen = new Set<string>();
  return matches.filter((match) => {
    if (match.kind === "ct-original-port" && !ports) return false;
    if (seen.has(match.kind)) return false;
    seen.add(match.kind);
    return true;
  });
}
