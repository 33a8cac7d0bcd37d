import { NONE, type Node } from "../bdd/bdd";
import { ORIGINAL } from "../predicate/fields";
import { nowIn } from "./field-bits";
import type { PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { rewriteOf, unwritten } from "./rewrite";

/**
 * Every packet as it sets out. It carries no mark, nor does a new connection, which is not translated either, so that it
 * says itself whom it is from and for; what goes the way of a connection's first packet is for the port that this one was
 * for.
 */
export function startParts(space: PacketSpace): Parts {
  const { bdd } = space;
  const zero = (name: "mark" | "connection-mark"): (readonly [number, Node])[] => {
    const { level, bits } = space.field(name);
    return Array.from({ length: space.asksMarks ? bits : 0 }, (_, bit) => [level + bit, NONE] as const);
  };
  const port = (): (readonly [number, Node])[] => {
    const { level, bits } = space.field("original-port");
    const asked = nowIn(bdd, space.field("destination-port"), unwritten);
    return Array.from(
      { length: space.asksOriginalPort ? bits : 0 },
      (_, bit) => [level + bit, asked[bit] ?? NONE] as const,
    );
  };
  const kept = (): (readonly [number, Node])[] => (space.asksTranslated ? [[space.sentOn.level, NONE]] : []);
  const isNew = space.states("NEW");
  const onward = bdd.and(
    space.states("ESTABLISHED"),
    space.numbers("direction", [{ first: ORIGINAL, last: ORIGINAL }]),
  );
  const parts = new Parts(bdd);
  const said = space.saidBefore;
  const first = [...zero("mark"), ...zero("connection-mark"), ...port(), ...kept(), ...said];
  parts.add(isNew, rewriteOf(new Map(first)));
  parts.add(onward, rewriteOf(new Map([...zero("mark"), ...port(), ...said])));
  parts.add(bdd.not(bdd.or(isNew, onward)), rewriteOf(new Map([...zero("mark"), ...said])));
  return parts;
}
