import type { Target } from "@/lib/core/ruleset/target";
import { type Bdd, NONE, type Node } from "../bdd/bdd";
import { doubtText } from "../doubt";
import { stateNumber } from "../predicate/fields";
import { bitsOf, nowIn, unknownBits, writeBits } from "./field-bits";
import type { Field, FieldName } from "./layout";
import type { Hook, PacketSpace } from "./packet-space";
import type { Rewrite } from "./rewrite";
import { translated } from "./translations";

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

/** A packet without a connection has no connection's mark to write or to take over (xt_connmark.c). */
function connectionMarked(
  space: PacketSpace,
  target: Extract<Target, { kind: "connection-mark" }>,
  before: Rewrite,
): Rewrite {
  const { bdd } = space;
  const [mark, connection] = [space.field("mark"), space.field("connection-mark")];
  const [ours, theirs] = [nowIn(bdd, mark, before), nowIn(bdd, connection, before)];
  const connected = bdd.written(space.states("NEW", "ESTABLISHED", "RELATED"), before.values);
  const write = (field: Field, bits: readonly Node[], now: readonly Node[]) =>
    writeBits(
      field,
      before,
      bits.map((bit, at) => bdd.choose(connected, bit, now[at] ?? NONE)),
    );
  switch (target.operation) {
    case "set":
      return write(connection, marked(bdd, theirs, target.mask, target.value), theirs);
    case "save":
      return write(connection, copied(bdd, theirs, target.connectionMask, ours, target.packetMask), theirs);
    case "restore":
      return write(mark, copied(bdd, ours, target.packetMask, theirs, target.connectionMask), ours);
  }
}

/** In raw every packet looks INVALID; one that has a connection or a template of one keeps it (xt_CT.c). */
function tracked(space: PacketSpace, before: Rewrite, state: "UNTRACKED" | "NEW"): Rewrite {
  const { bdd } = space;
  const field = space.field("state");
  const untouched = bdd.written(space.states("INVALID"), before.values);
  const next = bitsOf(field, space.classOf(field, stateNumber(state)));
  const now = nowIn(bdd, field, before);
  return writeBits(
    field,
    before,
    now.map((bit, at) => bdd.choose(untouched, next[at] ?? bit, bit)),
  );
}

/** What targets that are kept as text write. */
const writers: Readonly<Record<string, readonly FieldName[]>> = {
  MARK: ["mark"],
  HMARK: ["mark"],
  CONNMARK: ["mark", "connection-mark"],
  TTL: ["hop-limit"],
  HL: ["hop-limit"],
};

function unread(space: PacketSpace, text: string, before: Rewrite, place: () => string): Rewrite {
  const fields = writers[/^-j\s+(\S+)/.exec(text)?.[1] ?? ""] ?? [];
  return fields
    .filter((name) => name === "hop-limit" || space.asksMarks)
    .map((name) => space.field(name))
    .reduce(
      (next, field) =>
        writeBits(
          field,
          next,
          unknownBits(space, field, doubtText("given-value", { field: field.name, rule: place() })),
        ),
      before,
    );
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
  switch (target.kind) {
    case "set-mark": {
      if (!space.asksMarks) return before;
      const mark = space.field("mark");
      return writeBits(mark, before, marked(bdd, nowIn(bdd, mark, before), target.mask, target.value));
    }
    case "connection-mark":
      return space.asksMarks ? connectionMarked(space, target, before) : before;
    case "notrack":
      return tracked(space, before, "UNTRACKED");
    case "ct-helper":
      return tracked(space, before, "NEW");
    case "ct-settings":
      return tracked(space, before, target.notrack ? "UNTRACKED" : "NEW");
    case "dnat":
    case "redirect":
    case "netmap":
      return translated(space, target, before, hook, place());
    case "opaque":
      return unread(space, target.text, before, place);
    default:
      return before;
  }
}
