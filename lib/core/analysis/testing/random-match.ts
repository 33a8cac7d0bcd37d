import { addressBits, type Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { type Prefix, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import type { PacketHook } from "@/lib/core/packet/packet";
import type { CtState, Match, TcpFlag } from "@/lib/core/ruleset/match";
import { addressPlan, placedIn } from "./address-plan";
import type { Dice } from "./dice";

const flagNames: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];
const stateNames: readonly CtState[] = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"];
const patterns = ["eth0", "eth1", "eth+", "wg0", "lo", "e+", "ppp0"];

/** Where a rule stands: the hooks from which packets come to it, and whether its chain is one of the kernel's own. */
export type RulePlace = { readonly hooks: readonly PacketHook[]; readonly builtIn: boolean };

/** Kinds that are asked for now and then, besides addresses, interfaces, protocols and states. */
export type ExtraKind =
  | "hop-limit"
  | "limit"
  | "source-limit"
  | "keyed-limit"
  | "comment"
  | "address-type"
  | "address-types"
  | "original-port"
  | "original-address"
  | "owner-user"
  | "recent"
  | "mac-source"
  | "mark"
  | "connection-mark"
  | "translated"
  | "owner-socket";

function reach({ hooks }: RulePlace, ...needed: readonly PacketHook[]): boolean {
  return hooks.every((hook) => needed.includes(hook));
}

/** Makes conditions that the kernel takes at a place. Rates are so high that no run exceeds them. */
export class MatchMaker {
  constructor(
    private readonly dice: Dice,
    private readonly family: Family,
    private readonly extras: readonly ExtraKind[],
    private readonly extraShare: number,
  ) {}

  /** An address of the plan. Few distinct ones, so that rules meet each other: only the last byte and the quarter vary. */
  address(own: boolean): { family: Family; value: bigint } {
    const { local, remote } = addressPlan[this.family];
    const plan = own ? local : remote;
    const bits = addressBits(this.family);
    const place =
      (BigInt(this.dice.number(3)) << BigInt(bits - plan.length - 2)) | BigInt(this.dice.number(255));
    return { family: this.family, value: placedIn(plan, place) };
  }

  private prefix(side: "source" | "destination", place: RulePlace): Prefix {
    const inner: readonly PacketHook[] =
      side === "source" ? ["OUTPUT", "POSTROUTING"] : ["INPUT", "PREROUTING"];
    const mayBeOwn = place.hooks.some((hook) => inner.includes(hook));
    const [only] = place.hooks.length === 1 ? place.hooks : [];
    const sure = only === inner[0];
    const bits = addressBits(this.family);
    const { length } = addressPlan[this.family].local;
    const address = this.address(this.dice.chance(sure ? 0.9 : mayBeOwn ? 0.6 : 0.1));
    const lengths = [length, length + 1, length + 2, bits - 8, bits - 3, bits - 1, bits, 0];
    return prefixOf(address, this.dice.pick(lengths));
  }

  private addresses(place: RulePlace): Match {
    const side = this.dice.pick(["source", "destination"] as const);
    const negated = this.dice.chance(0.25);
    if (this.dice.chance(0.25)) {
      const { first } = prefixRange(this.prefix(side, place));
      const last = first + BigInt(this.dice.number(300));
      return { kind: `${side}-range`, range: { family: this.family, first, last }, negated };
    }
    const prefix = this.prefix(side, place);
    // nft refuses `! -s 0.0.0.0/0`, which the legacy programs take.
    return { kind: side, prefix, negated: negated && prefix.length > 0 };
  }

  private interfaces(place: RulePlace): Match[] {
    const [hook] = place.hooks;
    const without = { in: ["OUTPUT", "POSTROUTING"], out: ["INPUT", "PREROUTING"] };
    const sides = (["in", "out"] as const).filter(
      (side) => !place.builtIn || !without[side].includes(hook ?? ""),
    );
    return sides
      .filter(() => this.dice.chance(0.5))
      .map((side) => ({
        kind: `${side}-interface`,
        name: this.dice.pick(patterns),
        negated: this.dice.chance(0.3),
      }));
  }

  port(): PortRange {
    const first = this.dice.pick([0, 22, 53, 80, 443, 1024, 5000, 65535]);
    const last = this.dice.chance(0.5) ? first : Math.min(65535, first + this.dice.number(1200));
    return { first, last };
  }

  ports(protocol: 6 | 17): Match {
    const negated = this.dice.chance(0.25);
    if (this.dice.chance(0.4)) {
      const ranges = Array.from({ length: 1 + this.dice.number(4) }, () => this.port());
      const side = this.dice.pick(["source", "destination", "either"] as const);
      return { kind: "ports", module: "multiport", side, ranges, negated };
    }
    const side = this.dice.pick(["source", "destination"] as const);
    const module = protocol === 6 ? "tcp" : "udp";
    const range = this.port();
    const all = range.first === 0 && range.last === 65535;
    return { kind: "ports", module, side, ranges: [all ? { first: 1, last: 65535 } : range], negated };
  }

  protocol(): Match[] {
    const icmp = this.family === 4 ? 1 : 58;
    const protocol = this.dice.pick([6, 6, 6, 17, 17, icmp, 50]);
    const negated = this.dice.chance(0.1);
    const matches: Match[] = [{ kind: "protocol", protocol, negated }];
    if (negated) return matches;
    if ((protocol === 6 || protocol === 17) && this.dice.chance(0.8)) matches.push(this.ports(protocol));
    if (protocol === 6 && this.dice.chance(0.4)) {
      const some = this.dice.some(flagNames, 0.5);
      // An empty mask holds for every packet, and the kernel prints nothing for it.
      const mask = some.length === 0 ? flagNames : some;
      const set = mask.filter(() => this.dice.chance(0.4));
      matches.push({ kind: "tcp-flags", mask, set, negated: this.dice.chance(0.3) });
    }
    if (protocol === icmp && this.dice.chance(0.8)) {
      const type = this.dice.pick(this.family === 4 ? [0, 3, 8, 11, 13] : [1, 2, 128, 129, 135, 136]);
      const code = this.dice.chance(0.4) ? this.dice.pick([0, 1, 4]) : null;
      matches.push({ kind: "icmp-type", type, code, negated: this.dice.chance(0.2) });
    }
    return matches;
  }

  tracking(): Match[] {
    const some = this.dice.some(stateNames, 0.4);
    const states = some.length === 0 ? (["NEW"] as const) : some;
    const negated = this.dice.chance(0.25);
    if (this.dice.chance(0.4)) return [{ kind: "ct-state", module: "state", states, negated }];
    const matches: Match[] = [];
    if (this.dice.chance(0.8)) matches.push({ kind: "ct-state", module: "conntrack", states, negated });
    if (matches.length === 0 || this.dice.chance(0.5)) {
      const direction = this.dice.pick(["ORIGINAL", "REPLY"] as const);
      const apart = matches.length > 0 && this.dice.chance(0.3) ? { apart: true } : {};
      matches.push({ kind: "ct-direction", direction, ...apart });
    }
    return matches;
  }

  private addressTypes(): Match {
    const side = this.dice.pick(["source", "destination", "destination"] as const);
    const unicast = ["UNICAST", "LOCAL", "MULTICAST"];
    const all = this.family === 4 ? [...unicast, "BROADCAST"] : unicast;
    const some = this.dice.chance(0.5) ? [] : this.dice.some(all, 0.5);
    const type = some.length === 0 ? this.dice.pick(["LOCAL", "MULTICAST"]) : some.join(",");
    return { kind: "address-type", side, type, negated: this.dice.chance(0.3) };
  }

  private mark(kind: "mark" | "connection-mark"): Match {
    const mask = this.dice.pick([0xffffffff, 0xff, 0x3, 0x100]);
    const value = (this.dice.pick([0, 1, 2, 3, 77, 0x100, 0x14d]) & mask) >>> 0;
    return { kind, value, mask, negated: this.dice.chance(0.3) };
  }

  private extra(place: RulePlace): Match | null {
    const turned = () => ({ negated: this.dice.chance(0.3) });
    switch (this.dice.pick(this.extras)) {
      case "hop-limit": {
        const op = this.dice.pick(["eq", "lt", "gt"] as const);
        // Only "eq" can be turned round in the text.
        return { kind: "hop-limit", op, value: this.dice.pick([1, 64, 254, 255]), negated: false };
      }
      case "limit":
        return { kind: "limit", count: 10_000, per: "second", burst: 10_000 };
      case "source-limit": {
        const name = `n${this.dice.number(1e9)}`;
        const shared = this.dice.chance(0.3) ? { shared: true } : {};
        const above = this.dice.chance(0.5);
        return { kind: "source-limit", name, ...shared, above, count: 10_000, per: "second", burst: 10_000 };
      }
      case "keyed-limit":
        return {
          kind: "keyed-limit",
          name: `k${this.dice.number(1e9)}`,
          above: this.dice.chance(0.5),
          keys: ["source", "destination-port"],
          sourceLength: null,
          destinationLength: null,
          rate: "10000/sec",
          burst: "10000",
          settings: [],
          measured: null,
        };
      case "owner-user": {
        if (!reach(place, "OUTPUT", "POSTROUTING")) return null;
        const first = this.dice.pick([0, 33, 1000]);
        return { kind: "owner-user", first, last: first + this.dice.number(1) * 10, ...turned() };
      }
      case "owner-socket":
        return reach(place, "OUTPUT", "POSTROUTING") ? { kind: "owner-socket", ...turned() } : null;
      case "mac-source": {
        if (!reach(place, "PREROUTING", "INPUT", "FORWARD")) return null;
        const address = this.dice.pick(["02:00:00:00:00:01", "02:00:00:00:00:02"]);
        return { kind: "mac-source", address, ...turned() };
      }
      case "address-type": {
        const type = this.dice.pick(["LOCAL", "MULTICAST"]);
        return { kind: "address-type", side: "destination", type, ...turned() };
      }
      case "address-types":
        return this.addressTypes();
      case "original-port":
        return { kind: "ct-original-port", range: this.port(), ...turned() };
      case "original-address": {
        if (this.dice.chance(0.3)) {
          return { kind: "ct-protocol", protocol: this.dice.pick([6, 17]), ...turned() };
        }
        if (this.dice.chance(0.2)) {
          return { kind: "ct-port", which: "original-source", range: this.port(), ...turned() };
        }
        const side = this.dice.pick(["source", "destination"] as const);
        const prefix = this.prefix(side, place);
        return { kind: "ct-address", way: "original", side, prefix, ...turned() };
      }
      case "mark":
        return this.mark("mark");
      case "connection-mark":
        return this.mark("connection-mark");
      case "translated": {
        const states = this.dice.pick([
          ["DNAT"],
          ["SNAT"],
          ["SNAT", "DNAT"],
          ["ESTABLISHED", "DNAT"],
        ] as const);
        return { kind: "ct-state", module: "conntrack", states, ...turned() };
      }
      case "recent":
        return {
          kind: "recent",
          action: "set",
          name: this.dice.pick(["ssh", "web"]),
          side: this.dice.pick(["source", "destination"] as const),
          seconds: null,
          hits: null,
          reap: false,
          sameHopLimit: false,
          mask: (1n << BigInt(addressBits(this.family))) - 1n,
          negated: this.dice.chance(0.1),
        };
      case "comment":
        return { kind: "comment", text: this.dice.pick(["plain", 'two "words"', "it's \\ so"]) };
    }
  }

  /** The conditions of a rule, in the order in which the kernel prints them. */
  matches(place: RulePlace): Match[] {
    const matches: Match[] = [];
    if (this.dice.chance(0.35)) matches.push(this.addresses(place));
    if (this.dice.chance(0.15)) matches.push(this.addresses(place));
    if (this.dice.chance(0.25)) matches.push(...this.interfaces(place));
    if (this.dice.chance(0.6)) matches.push(...this.protocol());
    if (this.dice.chance(0.35)) matches.push(...this.tracking());
    if (this.dice.chance(this.extraShare))
      matches.push(...[this.extra(place)].filter((match) => match !== null));
    return withoutClashes(matches);
  }
}

/** One of each option that iptables takes once; an original port only with a protocol that has ports. */
export function withoutClashes(matches: readonly Match[]): Match[] {
  const ports = matches.some(
    (match) => match.kind === "protocol" && !match.negated && (match.protocol === 6 || match.protocol === 17),
  );
  const seen = new Set<string>();
  return matches.filter((match) => {
    if ((match.kind === "ct-original-port" || match.kind === "ct-port") && !ports) return false;
    if (seen.has(match.kind)) return false;
    seen.add(match.kind);
    return true;
  });
}
