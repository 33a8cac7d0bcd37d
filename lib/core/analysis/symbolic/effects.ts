import type { Target } from "@/lib/core/ruleset/target";
import { ALL, type Bdd, NONE, type Node } from "../bdd/bdd";
import { stateNumber } from "../predicate/fields";
import type { NumberField } from "../predicate/predicate";
import type { Field } from "./layout";
import type { Hook, PacketSpace } from "./packet-space";
import { type Rewrite, rewriteOf } from "./rewrite";

/** What a field's variables hold now: as they were written, else as the packet came in. */
function nowIn(bdd: Bdd, field: Field, before: Rewrite): Node[] {
  return Array.from({ length: field.bits }, (_, bit) => {
    const level = field.level + bit;
    return before.values.get(level) ?? bdd.node(level, NONE, ALL);
  });
}

function writeBits(field: Field, before: Rewrite, bits: readonly Node[]): Rewrite {
  return rewriteOf(
    new Map([...before.values, ...bits.map((node, bit) => [field.level + bit, node] as const)]),
  );
}

/** `(now & ~mask) ^ value`, bit by bit. */
function marked(bdd: Bdd, now: readonly Node[], mask: number, value: number): Node[] {
  return now.map((node, bit) => {
    const weight = 2 ** (now.length - 1 - bit);
    const has = (number: number) => Math.floor(number / weight) % 2 === 1;
    const kept = has(mask) ? NONE : node;
    return has(value) ? bdd.not(kept) : kept;
  });
}

/** `(to & ~clear) ^ (from & take)`, bit by bit. */
function copied(bdd: Bdd, to: readonly Node[], clear: number, from: readonly Node[], take: number): Node[] {
  return to.map((node, bit) => {
    const weight = 2 ** (to.length - 1 - bit);
    const has = (number: number) => Math.floor(number / weight) % 2 === 1;
    const kept = has(clear) ? NONE : node;
    const taken = has(take) ? (from[bit] ?? NONE) : NONE;
    return bdd.choose(taken, bdd.not(kept), kept);
  });
}

/** The bits of the class that holds all the values, or one named condition a bit where they are of several classes. */
function valueBits(space: PacketSpace, field: Field, first: bigint, last: bigint, name: string): Node[] {
  const code = space.classOf(field, first);
  const one = code === space.classOf(field, last);
  return Array.from({ length: field.bits }, (_, bit) => {
    if (!one) return space.condition(`${name}, bit ${bit}`);
    return Math.floor(code / 2 ** (field.bits - 1 - bit)) % 2 === 1 ? ALL : NONE;
  });
}

const loopback = { 4: 0x7f000001n, 6: 1n } as const;

type Translation = Extract<Target, { kind: "dnat" | "redirect" }>;

/** A new destination, and with it whether the packet is for this host. `place` names the rule. */
function translated(
  space: PacketSpace,
  target: Translation,
  before: Rewrite,
  hook: Hook,
  place: string,
): Rewrite {
  const ports = target.kind === "dnat" ? target.to.ports : target.ports;
  const addresses = target.kind === "dnat" ? target.to.addresses : null;
  let next = before;
  if (ports !== null) {
    const field = space.field("destination-port");
    // With a base each port goes to its own, so the new one hangs on the old one.
    const based =
      target.kind === "dnat" && target.to.ports?.base !== null && target.to.ports?.base !== undefined;
    const last = based ? 65535n : BigInt(ports.last);
    const first = based ? 0n : BigInt(ports.first);
    next = writeBits(field, next, valueBits(space, field, first, last, `the port that ${place} gives`));
  }
  const destination = space.field("destination");
  const name = `the address that ${place} gives`;
  if (target.kind === "redirect") {
    const local = hook === "OUTPUT" ? loopback[space.family] : null;
    const bits = valueBits(space, destination, local ?? 0n, local ?? space.lastAddress, name);
    next = writeBits(destination, next, bits);
  } else if (addresses !== null) {
    next = writeBits(destination, next, valueBits(space, destination, addresses.first, addresses.last, name));
  }
  if (hook === "OUTPUT" || (target.kind === "dnat" && addresses === null)) return next;
  const toHost = target.kind === "redirect" || addresses === null ? ALL : space.isLocal(addresses);
  return writeBits(space.field("to-host"), next, [toHost]);
}

/** The packet goes on, but no longer as part of its connection. */
function untracked(space: PacketSpace, before: Rewrite): Rewrite {
  const field = space.field("state");
  const number = stateNumber("UNTRACKED");
  return writeBits(field, before, valueBits(space, field, number, number, ""));
}

/** What a target writes into the packets of a part; the same rewrite where it writes nothing that a rule asks for. */
export function rewrittenBy(
  space: PacketSpace,
  target: Target,
  before: Rewrite,
  hook: Hook,
  place: () => string,
): Rewrite {
  const { bdd } = space;
  const field = (name: NumberField) => space.field(name);
  const [mark, connection] = [field("mark"), field("connection-mark")];
  switch (target.kind) {
    case "set-mark":
      if (!space.asksMarks) return before;
      return writeBits(mark, before, marked(bdd, nowIn(bdd, mark, before), target.mask, target.value));
    case "connection-mark": {
      if (!space.asksMarks) return before;
      const [ours, theirs] = [nowIn(bdd, mark, before), nowIn(bdd, connection, before)];
      if (target.operation === "set") {
        return writeBits(connection, before, marked(bdd, theirs, target.mask, target.value));
      }
      const { packetMask, connectionMask } = target;
      return target.operation === "save"
        ? writeBits(connection, before, copied(bdd, theirs, connectionMask, ours, packetMask))
        : writeBits(mark, before, copied(bdd, ours, packetMask, theirs, connectionMask));
    }
    case "notrack":
      return untracked(space, before);
    case "ct-settings":
      return target.notrack ? untracked(space, before) : before;
    case "dnat":
    case "redirect":
      return translated(space, target, before, hook, place());
    default:
      return before;
  }
}
