import { prefixRange } from "@/lib/core/net/prefix";
import type { Target } from "@/lib/core/ruleset/target";
import { ALL, NONE, type Node } from "../bdd/bdd";
import { doubtText } from "../doubt";
import { withPorts } from "../predicate/conntrack";
import type { NumberRange } from "../predicate/predicate";
import type { NewDestination } from "./address-types";
import { bitsOf, nowIn, unknownBits, valueBits, writeBits } from "./field-bits";
import { interfaceClass } from "./interface-classes";
import type { Hook, PacketSpace } from "./packet-space";
import { type Rewrite, rewriteOf } from "./rewrite";

export type Translation = Extract<Target, { kind: "dnat" | "redirect" | "netmap" }>;

const loopback = { 4: 0x7f000001n, 6: 1n } as const;
const MAY_DIFFER = doubtText("translated", {});
const one = (value: bigint): NumberRange => ({ first: value, last: value });

/** The new destination; null where it stays. */
function destinationOf(
  space: PacketSpace,
  target: Translation,
  hook: Hook,
  place: string,
): NewDestination | null {
  switch (target.kind) {
    case "dnat":
      return target.to.addresses === null ? null : { range: target.to.addresses, from: place };
    case "redirect":
      return { range: hook === "OUTPUT" ? one(loopback[space.family]) : null, from: place };
    case "netmap":
      return { range: prefixRange(target.to), from: place };
  }
}

/** A destination written over, with what the conditions about its type become. */
export function withDestination(space: PacketSpace, before: Rewrite, to: NewDestination): Rewrite {
  const field = space.field("destination");
  const { range, from } = to;
  const name =
    from === null ? doubtText("earlier-destination", {}) : doubtText("given-destination", { rule: from });
  const bits = range === null ? unknownBits(space, field, name) : valueBits(space, field, range, name);
  const written = writeBits(field, before, bits);
  return rewriteOf(new Map([...written.values, ...space.types.rewritten(to)]));
}

/** The way out to the new destination: known by the routes, or not. */
export function withWayOut(space: PacketSpace, before: Rewrite, range: NumberRange | null): Rewrite {
  const field = space.field("out");
  const way = range === null ? null : space.wayTo(range);
  const bits =
    way === null || field.interfaces === null
      ? unknownBits(space, field, doubtText("way-out", {}))
      : bitsOf(field, interfaceClass(field.interfaces, way));
  return writeBits(field, before, bits);
}

/** Whether the packet is for this host now. Its hop limit is lowered where it passes through, so that may be another. */
function routedAnew(space: PacketSpace, before: Rewrite, toHost: Node): Rewrite {
  const { bdd } = space;
  const field = space.field("to-host");
  const [was = ALL] = nowIn(bdd, field, before);
  const hops = space.field("hop-limit");
  const unknown = unknownBits(space, hops, doubtText("hops-after", {}));
  const same = bdd.choose(was, toHost, bdd.not(toHost));
  const bits = nowIn(bdd, hops, before).map((now, bit) => bdd.choose(same, now, unknown[bit] ?? now));
  return writeBits(hops, writeBits(field, before, [toHost]), bits);
}

function withPort(space: PacketSpace, target: Translation, before: Rewrite, place: string): Rewrite {
  const ports = target.kind === "dnat" ? target.to.ports : target.kind === "redirect" ? target.ports : null;
  if (ports === null) return before;
  const field = space.field("destination-port");
  const name = doubtText("given-port", { rule: place });
  // With a base each port goes to its own, so the new one hangs on the old one.
  const based = target.kind === "dnat" && (target.to.ports?.base ?? null) !== null;
  const range = based
    ? { first: 0n, last: 65535n }
    : { first: BigInt(ports.first), last: BigInt(ports.last) };
  return writeBits(field, before, valueBits(space, field, range, name));
}

/** Whether the field will hold another value than now; a value that is not known may be another one. */
function differs(
  space: PacketSpace,
  name: "destination" | "destination-port",
  before: Rewrite,
  to: NumberRange | null,
): Node {
  const { bdd } = space;
  if (to === null || to.first !== to.last) return space.condition(MAY_DIFFER);
  const field = space.field(name);
  const code = space.classOf(field, to.first);
  const same = bdd.written(space.codes(field, [{ first: code, last: code }]), before.values);
  return bdd.not(same);
}

/** A connection counts as translated where its destination became another one (nf_nat_setup_info). */
function withSentOn(
  space: PacketSpace,
  target: Translation,
  before: Rewrite,
  to: NewDestination | null,
  after: Rewrite,
): Rewrite {
  if (!space.asksTranslated) return after;
  const { bdd, sentOn } = space;
  const ports = target.kind === "dnat" ? target.to.ports : target.kind === "redirect" ? target.ports : null;
  const address = to === null ? NONE : differs(space, "destination", before, to.range);
  const range = ports && { first: BigInt(ports.first), last: BigInt(ports.last) };
  const hasPorts = bdd.written(
    space.set(withPorts, "PREROUTING", () => ""),
    before.values,
  );
  const port = range === null ? NONE : bdd.and(hasPorts, differs(space, "destination-port", before, range));
  const was = before.values.get(sentOn.level) ?? sentOn.set;
  const values = [...after.values, [sentOn.level, bdd.or(was, bdd.or(address, port))] as const];
  return rewriteOf(new Map(values));
}

/** A new destination, and with it whether the packet is for this host. `place` names the rule. */
export function translated(
  space: PacketSpace,
  target: Translation,
  before: Rewrite,
  hook: Hook,
  place: string,
): Rewrite {
  const to = destinationOf(space, target, hook, place);
  const next = withSentOn(space, target, before, to, withPort(space, target, before, place));
  // The source is written over where nothing asks for it any more.
  if (to === null || (hook !== "PREROUTING" && hook !== "OUTPUT")) return next;
  const moved = withDestination(space, next, to);
  // What the host sends is routed again behind this hook.
  if (hook === "OUTPUT") return moved;
  const toHost = to.range === null ? ALL : space.isLocal(to.range);
  return withWayOut(space, routedAnew(space, moved, toHost), to.range);
}
