import { NONE, type Node } from "../bdd/bdd";
import type { Outcome } from "../symbolic/journey";
import type { PacketSpace } from "../symbolic/packet-space";

/**
 * What becomes otherwise beyond rates alone, of packets that either side accepts up to a rate of its own: a packet that
 * one side still takes may be beyond the rate of the other, both ways round. Told by themselves, the two halves are "no
 * longer limited" and "limited from now on" for the same packets. `common` gives what two sets have in common, as far as
 * it is asked for.
 */
export function changedRates(
  space: PacketSpace,
  was: Outcome,
  is: Outcome,
  common: (a: Node, b: Node) => Node,
): Node {
  const { bdd } = space;
  const kept = space.keptRates("within");
  if (kept.size === 0) return NONE;
  const refused = ({ drop, reject }: Outcome) => bdd.or(drop, reject);
  const [closed, opened] = [common(was.accept, refused(is)), common(refused(was), is.accept)];
  if (closed === NONE || opened === NONE) return NONE;
  const someRate = (set: Node) => bdd.exists(set, (level) => kept.has(level));
  const accepted = bdd.written(common(was.accept, is.accept), kept);
  const packets = bdd.and(accepted, bdd.and(someRate(closed), someRate(opened)));
  return bdd.and(packets, bdd.or(closed, opened));
}
