import { formatAddress } from "@/lib/core/net/address";
import { prefixRange } from "@/lib/core/net/prefix";
import { NONE, type Node } from "../bdd/bdd";
import { doubtText } from "../doubt";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import type { NumberRange } from "../predicate/predicate";
import { type KnownAddresses, rangesOf } from "./known-addresses";
import type { Hook, PacketSpace } from "./packet-space";

type Side = "source" | "destination";

/** A new destination: one of these addresses, or one that is not known; `from` is the rule that gives it, null nat when the connection began. */
export type NewDestination = { readonly range: NumberRange | null; readonly from: string | null };

/**
 * Address types as sets: from the host's own addresses where they are known; otherwise what the address and the hook
 * alone tell, and a named condition for the rest (see predicate/address-type.ts for the same question of one packet).
 */
export class AddressTypes {
  constructor(
    private readonly space: PacketSpace,
    private readonly known: KnownAddresses | null,
    /** Every type that is asked of a destination. */
    private readonly asked: ReadonlySet<string>,
  ) {}

  /** The packets whose address is of a type, in the words of `-m addrtype`. */
  set(side: Side, type: string, hook: Hook): Node {
    return this.known === null ? this.told(side, type, hook) : this.looked(this.known, side, type);
  }

  /** What the conditions about a destination's type become once it is written over, by variable. */
  rewritten({ range, from }: NewDestination): readonly (readonly [number, Node])[] {
    const { space } = this;
    const { bdd } = space;
    if (this.known !== null || this.asked.size === 0) return [];
    const local = range === null ? null : space.isLocal(range);
    const named = (type: string) => {
      if (range !== null) {
        const address = formatAddress({ family: space.family, value: range.first });
        return doubtText("address-type", { address, type });
      }
      return from === null
        ? doubtText("earlier-type", { type })
        : doubtText("given-type", { rule: from, type });
    };
    return [...this.asked, "BROADCAST"].map((type) => {
      const is = type === "LOCAL" && local !== null ? local : space.condition(named(type));
      const said = type === "LOCAL" || local === null ? is : bdd.minus(is, local);
      return [bdd.level(this.openly("destination", type)), said] as const;
    });
  }

  private openly(side: Side, type: string): Node {
    return this.space.condition(doubtText(`${side}-type`, { type }));
  }

  private ranges(prefixes: typeof multicastPrefixes): NumberRange[] {
    return prefixes.filter(({ family }) => family === this.space.family).map(prefixRange);
  }

  private looked(known: KnownAddresses, side: Side, type: string): Node {
    switch (type) {
      case "LOCAL":
      case "BROADCAST":
      case "MULTICAST":
      case "ANYCAST":
      case "UNICAST":
        return this.space.numbers(side, rangesOf(known, type));
      default:
        return this.space.bdd.and(
          this.space.numbers(side, rangesOf(known, "UNICAST")),
          this.openly(side, type),
        );
    }
  }

  private told(side: Side, type: string, hook: Hook): Node {
    const { space } = this;
    const { bdd } = space;
    const [multicast, broadcast] = [multicastPrefixes, broadcastPrefixes].map((prefixes) =>
      space.numbers(side, this.ranges(prefixes)),
    ) as [Node, Node];
    const loopback = space.numbers(
      side,
      // The last address of 127.0.0.0/8 may be a broadcast address.
      this.ranges(loopbackPrefixes).map(({ first, last }) => ({
        first,
        last: first === last ? last : last - 1n,
      })),
    );
    const rest = bdd.not(bdd.or(multicast, bdd.or(broadcast, loopback)));
    switch (type) {
      case "MULTICAST":
        return multicast;
      case "BROADCAST":
        return bdd.or(broadcast, bdd.and(rest, this.openly(side, type)));
      case "LOCAL":
        return bdd.or(loopback, bdd.and(rest, this.local(side, hook)));
      default:
        return bdd.and(rest, this.openly(side, type));
    }
  }

  /** What is for this host is LOCAL, unless it could be a broadcast address; what passes through is not. */
  private local(side: Side, hook: Hook): Node {
    const { space } = this;
    const { bdd } = space;
    if (side === "source") return this.openly(side, "LOCAL");
    if (hook === "FORWARD" || hook === "POSTROUTING") return NONE;
    if (space.family === 6) return this.openly(side, "LOCAL");
    const others = bdd.not(this.openly(side, "BROADCAST"));
    if (hook === "INPUT") return others;
    return hook === "PREROUTING" ? bdd.and(space.toHost, others) : this.openly(side, "LOCAL");
  }
}
