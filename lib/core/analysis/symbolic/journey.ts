import { hookOf } from "@/lib/core/ruleset/owned-chains";
import type { Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import { ALL, NONE, type Node } from "../bdd/bdd";
import { stateNumber } from "../predicate/fields";
import { TableFunctions } from "./chain-function";
import type { Hook, PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { joined, type Rewrite, rewriteOf } from "./rewrite";

/** Packets that come in over an interface (for this host, or to be passed on), or that a local program sends. */
export type Journey = "arriving" | "leaving";

/** What becomes of every packet, as sets of packets as they came in; together they are everything. */
export type Outcome = {
  readonly accept: Node;
  readonly drop: Node;
  readonly reject: Node;
  /** What the text does not say: a target that is not modelled, a chain that is missing. */
  readonly unknown: Node;
};

/** Tables in the order in which the kernel asks them at a hook; `nat` decides nothing where it only changes the source. */
const tablesAt: Readonly<Record<Hook, readonly string[]>> = {
  PREROUTING: ["raw", "mangle", "nat"],
  INPUT: ["mangle", "filter", "security"],
  FORWARD: ["mangle", "filter", "security"],
  OUTPUT: ["raw", "mangle", "nat", "filter", "security"],
  POSTROUTING: ["mangle"],
};

type Ends = { drop: Node; reject: Node; unknown: Node };

const TRANSLATED = "the connection was translated when it began";

/** One ruleset as sets of packets. */
export class SymbolicRuleset {
  private readonly tables: ReadonlyMap<string, { readonly table: Table; readonly functions: TableFunctions }>;

  constructor(
    private readonly space: PacketSpace,
    ruleset: Ruleset,
  ) {
    this.tables = new Map(
      ruleset.tables.map((table) => [table.name, { table, functions: new TableFunctions(space, table) }]),
    );
  }

  /** The functions of a table's chains, or null where there is no such table. */
  functionsOf(table: string): TableFunctions | null {
    return this.tables.get(table)?.functions ?? null;
  }

  outcome(journey: Journey): Outcome {
    const ends = { drop: NONE, reject: NONE, unknown: NONE };
    const start = this.start();
    if (journey === "leaving") {
      const out = this.pass(this.pass(start, "OUTPUT", ends), "POSTROUTING", ends);
      return { accept: out.all(), ...ends };
    }
    const arrived = this.pass(start, "PREROUTING", ends);
    const [mine, others] = this.routed(arrived);
    const taken = this.pass(mine, "INPUT", ends);
    const passed = this.pass(this.pass(others, "FORWARD", ends), "POSTROUTING", ends);
    return { accept: this.space.bdd.or(taken.all(), passed.all()), ...ends };
  }

  private state(name: Parameters<typeof stateNumber>[0]): Node {
    const number = stateNumber(name);
    return this.space.numbers("state", [{ first: number, last: number }]);
  }

  /** A packet begins without a mark, and a new connection as well. */
  private start(): Parts {
    const { space } = this;
    if (!space.asksMarks) return Parts.of(space.bdd, ALL);
    const zero = (name: "mark" | "connection-mark") => {
      const { level, bits } = space.field(name);
      return Array.from({ length: bits }, (_, bit) => [level + bit, NONE] as const);
    };
    const parts = new Parts(space.bdd);
    const isNew = this.state("NEW");
    parts.add(isNew, rewriteOf(new Map([...zero("mark"), ...zero("connection-mark")])));
    parts.add(space.bdd.not(isNew), rewriteOf(new Map(zero("mark"))));
    return parts;
  }

  /** The routing decision: what is for this host, and what is to be passed on. */
  private routed(arrived: Parts): [Parts, Parts] {
    const { space } = this;
    const { bdd } = space;
    const toHost = space.codes(space.field("to-host"), [{ first: 1, last: 1 }]);
    const [mine, others] = [new Parts(bdd), new Parts(bdd)];
    for (const { set, rewrite } of arrived.list()) {
      const own = bdd.written(toHost, rewrite.values);
      mine.add(bdd.and(set, own), rewrite);
      others.add(bdd.minus(set, own), rewrite);
    }
    return [mine, others];
  }

  /** All tables of one hook; packets that meet their end are added to `ends`. */
  private pass(entering: Parts, hook: Hook, ends: Ends): Parts {
    let parts = entering;
    for (const table of tablesAt[hook]) {
      if (!this.tables.has(table)) continue;
      parts = table === "nat" ? this.translate(parts, hook, ends) : this.filter(parts, table, hook, ends);
    }
    return parts;
  }

  /** Translations are chosen by the first packet of a connection; the later ones go the way that was chosen then. */
  private translate(entering: Parts, hook: Hook, ends: Ends): Parts {
    const { space } = this;
    const { bdd } = space;
    const field = space.field("state");
    const asNew = new Map(Array.from({ length: field.bits }, (_, bit) => [field.level + bit, NONE] as const));
    const isNew = this.state("NEW");
    const later = bdd.and(
      bdd.or(this.state("ESTABLISHED"), this.state("RELATED")),
      space.numbers("direction", [{ first: 0n, last: 0n }]),
    );
    const parts = new Parts(bdd);
    for (const { set, rewrite } of entering.list()) {
      // The state may have been written (NOTRACK), so it is asked as it is now.
      const now = (node: Node) => bdd.written(node, rewrite.values);
      const first = new Parts(bdd);
      first.add(bdd.and(set, now(isNew)), rewrite);
      for (const part of this.filter(first, "nat", hook, ends).list()) parts.add(part.set, part.rewrite);
      let plain = bdd.minus(set, now(isNew));
      const was = new Parts(bdd);
      was.add(ALL, rewriteOf(new Map([...rewrite.values, ...asNew])));
      const open = { drop: NONE, reject: NONE, unknown: NONE };
      for (const part of this.filter(was, "nat", hook, open).list()) {
        const values = new Map([...part.rewrite.values].filter(([level]) => !asNew.has(level)));
        for (const level of asNew.keys()) {
          const kept = rewrite.values.get(level);
          if (kept !== undefined) values.set(level, kept);
        }
        const written = rewriteOf(values);
        if (written.key === rewrite.key) continue;
        const hit = bdd.and(bdd.and(plain, now(later)), bdd.and(part.set, space.condition(TRANSLATED)));
        plain = bdd.minus(plain, hit);
        parts.add(hit, written);
      }
      parts.add(plain, rewrite);
    }
    return parts;
  }

  /** One table at one hook: what it lets pass, with what it wrote. */
  private filter(entering: Parts, name: string, hook: Hook, ends: Ends): Parts {
    const { bdd } = this.space;
    const known = this.tables.get(name);
    if (known === undefined) return entering;
    const { table, functions } = known;
    const base = table.chains.find((chain) => chain.name === hook);
    // Text that holds our own chains alone is asked from there; what lies behind them it does not say.
    const chain = base ?? table.chains.find((one) => hookOf[one.name] === hook);
    const made = chain === undefined ? null : functions.of(chain.name, hook);
    const passed = new Parts(bdd);
    for (const { set, rewrite } of entering.list()) {
      if (made === null) {
        ends.unknown = bdd.or(ends.unknown, set);
        continue;
      }
      const entered = (node: Node) => bdd.and(set, bdd.written(node, rewrite.values));
      for (const end of ["drop", "reject", "unknown"] as const)
        ends[end] = bdd.or(ends[end], entered(made[end]));
      const through = (part: { set: Node; rewrite: Rewrite }) =>
        passed.add(entered(part.set), joined(bdd, rewrite, part.rewrite));
      for (const part of made.accept.list()) through(part);
      for (const part of made.returns.list()) {
        if (base?.policy === "ACCEPT") through(part);
        else {
          const end = base?.policy === "DROP" ? "drop" : "unknown";
          ends[end] = bdd.or(ends[end], entered(part.set));
        }
      }
    }
    return passed;
  }
}
