import { prefixRange } from "@/lib/core/net/prefix";
import type { Node } from "../bdd/bdd";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import type { Hook, KnownAddresses, PacketSpace } from "./packet-space";

/** The packets whose address is of a type, in the words of `-m addrtype`. */
export type AddressTypes = (side: "source" | "destination", type: string, hook: Hook) => Node;

/**
 * Address types as sets: from the host's own addresses where they are known; otherwise what the address and the hook
 * alone tell, and a named condition for the rest (see predicate/address-type.ts for the same question of one packet).
 */
export function addressTypes(space: PacketSpace, known: KnownAddresses | null): AddressTypes {
  const { bdd, family } = space;
  const ranges = (prefixes: typeof multicastPrefixes) =>
    prefixes.filter((prefix) => prefix.family === family).map(prefixRange);

  return (side, type, hook) => {
    const set = (list: Parameters<PacketSpace["numbers"]>[1]) => space.numbers(side, list);
    const multicast = set(ranges(multicastPrefixes));
    const broadcast = bdd.or(set(ranges(broadcastPrefixes)), known === null ? 0 : set(known.broadcast));
    const loopback = set(
      ranges(loopbackPrefixes).map(({ first, last }) => ({ first, last: first === last ? last : last - 1n })),
    );
    const rest = bdd.not(bdd.or(multicast, bdd.or(broadcast, loopback)));
    const openly = (word: string) => space.condition(`the ${side} address is of type ${word}`);
    const local = () => {
      if (known !== null) return set(known.local);
      if (side === "destination" && family === 4) {
        if (hook === "FORWARD") return 0;
        if (hook === "INPUT") return bdd.not(openly("BROADCAST"));
        if (hook === "PREROUTING") {
          return bdd.and(
            space.codes(space.field("to-host"), [{ first: 1, last: 1 }]),
            bdd.not(openly("BROADCAST")),
          );
        }
      }
      return side === "destination" && hook === "FORWARD" ? 0 : openly("LOCAL");
    };
    switch (type) {
      case "MULTICAST":
        return multicast;
      case "BROADCAST":
        return known === null ? bdd.or(broadcast, bdd.and(rest, openly(type))) : broadcast;
      case "LOCAL":
        return bdd.or(loopback, bdd.and(rest, local()));
      case "UNICAST":
        return known === null ? bdd.and(rest, openly(type)) : bdd.minus(rest, set(known.local));
      default:
        return bdd.and(rest, openly(type));
    }
  };
}
