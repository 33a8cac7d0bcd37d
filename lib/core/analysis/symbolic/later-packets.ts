import type { Rule, Table } from "@/lib/core/ruleset/ruleset";
import { ALL, NONE, type Node } from "../bdd/bdd";
import { doubtText } from "../doubt";
import { ORIGINAL, REPLY } from "../predicate/fields";
import { predicatesOf } from "../predicate/predicate-of";
import { unknownBits, writeBits } from "./field-bits";
import type { FieldName } from "./layout";
import type { PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { type Rewrite, rewriteOf } from "./rewrite";
import { withDestination } from "./translations";

const WHEN_BEGUN = doubtText("translated", {});
const RELATED_TO = doubtText("related-translated", {});
const UNDONE = doubtText("source-translated", {});

/** What a later packet does not tell of the first one of its connection. */
const forgotten: readonly FieldName[] = ["flags", "hop-limit", "mark", "connection-mark"];
/** What the first packet's way through nat leaves to the later ones. */
const inherited: readonly FieldName[] = ["destination", "destination-port", "to-host", "out", "hop-limit"];

const translatesSource = ({ target }: Rule) =>
  target.kind === "snat" || target.kind === "masquerade" || target.kind === "netmap";

const rulesOf = ({ chains }: Table) => chains.flatMap(({ rules }) => rules);

/**
 * What nat does with packets that begin no connection: it is not asked, the kernel translates them as it did the first
 * one. The rules as they are say what that can have been; whether it was so is a condition.
 */
export class LaterPackets {
  private readonly translates: boolean;

  constructor(
    private readonly space: PacketSpace,
    private readonly table: Table,
    /** The first packets that nat translates at a hook, by what it writes. */
    private readonly first: (entering: Parts) => Parts,
  ) {
    const destination = ({ target }: Rule) => target.kind === "dnat" || target.kind === "redirect";
    this.translates = rulesOf(table).some((rule) => translatesSource(rule) || destination(rule));
  }

  /** Adds the packets of one part, none of which begins a connection, as they leave nat. */
  pass(set: Node, rewrite: Rewrite, out: Parts): void {
    const { space } = this;
    const { bdd } = space;
    let left = set;
    const move = (some: Node, written: Rewrite) => {
      const hit = bdd.and(left, some);
      left = bdd.minus(left, hit);
      out.add(hit, written);
    };
    if (this.translates) {
      const now = (node: Node) => bdd.written(node, rewrite.values);
      const onward = now(bdd.and(space.states("ESTABLISHED"), this.direction(ORIGINAL)));
      let number = 0;
      for (const part of this.sinceTheFirst(rewrite)) {
        const name = ++number === 1 ? WHEN_BEGUN : doubtText("translated-so", { number });
        move(bdd.and(bdd.and(onward, part.set), space.condition(name)), part.rewrite);
      }
      const elsewhere = () => this.somewhereElse(rewrite);
      move(bdd.and(now(space.states("RELATED")), space.condition(RELATED_TO)), elsewhere());
      const back = bdd.and(this.undone(), now(bdd.and(space.states("ESTABLISHED"), this.direction(REPLY))));
      if (back !== NONE) move(bdd.and(back, space.condition(UNDONE)), elsewhere());
    }
    out.add(left, rewrite);
  }

  private direction(way: bigint): Node {
    return this.space.numbers("direction", [{ first: way, last: way }]);
  }

  private levels(names: readonly FieldName[]): Set<number> {
    const fields = names.map((name) => this.space.field(name));
    return new Set(
      fields.flatMap(({ level, bits }) => Array.from({ length: bits }, (_, bit) => level + bit)),
    );
  }

  /** Of which packets the first one may have been translated, and into what. */
  private sinceTheFirst(rewrite: Rewrite): { set: Node; rewrite: Rewrite }[] {
    const { space } = this;
    const { bdd } = space;
    const unsaid = this.levels(forgotten);
    const kept = new Map([...rewrite.values].filter(([level]) => !unsaid.has(level)));
    const state = space.field("state");
    const entering = new Parts(bdd);
    // NEW has the number 0.
    entering.add(ALL, writeBits(state, rewriteOf(kept), Array(state.bits).fill(0)));
    const taken = this.levels(inherited);
    return this.first(entering)
      .list()
      .map((part) => {
        const written = [...part.rewrite.values].filter(
          ([level]) => taken.has(level) || space.isCondition(level),
        );
        return {
          set: bdd.exists(part.set, (level) => unsaid.has(level)),
          rewrite: rewriteOf(new Map([...rewrite.values, ...written])),
        };
      })
      .filter((part) => part.rewrite.key !== rewrite.key);
  }

  /** The protocols whose connections can have got another source; that a reply has the ends the other way is left out. */
  private undone(): Node {
    const { space } = this;
    const { bdd } = space;
    const { level, bits } = space.field("protocol");
    const asked = ({ matches }: Rule): Node =>
      predicatesOf(matches, space.family).reduce(
        (set: Node, predicate) =>
          bdd.and(
            set,
            space.set(predicate, "POSTROUTING", () => ""),
          ),
        ALL,
      );
    const other = (at: number) => at < level || at >= level + bits;
    return rulesOf(this.table)
      .filter(translatesSource)
      .reduce((all: Node, rule) => bdd.or(all, bdd.exists(asked(rule), other)), NONE);
  }

  private somewhereElse(rewrite: Rewrite): Rewrite {
    const { space } = this;
    const port = space.field("destination-port");
    const moved = withDestination(space, rewrite, { range: null, from: null });
    return writeBits(port, moved, unknownBits(space, port, doubtText("earlier-port", {})));
  }
}
