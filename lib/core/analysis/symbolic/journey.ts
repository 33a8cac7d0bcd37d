import { hookOf } from "@/lib/core/ruleset/owned-chains";
import type { Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import { NONE, type Node } from "../bdd/bdd";
import { TableFunctions } from "./chain-function";
import { LaterPackets } from "./later-packets";
import { chainAt, type Hook, type PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { RawStage } from "./raw-stage";
import { joined, type Rewrite } from "./rewrite";
import { startParts } from "./start";
import { withWayOut } from "./translations";

/**
 * Packets that come in over an interface (for this host, or to be passed on), or that a local program sends. What it
 * sends to the host itself comes in again over `lo`, which is asked about as what comes in.
 */
export type Journey = "arriving" | "leaving";

/** What becomes of every packet, as sets of packets as they came in; together they are everything. */
export type Outcome = {
  readonly accept: Node;
  readonly drop: Node;
  readonly reject: Node;
  /** What the text does not say: a target that is not modelled, a chain that is missing. */
  readonly unknown: Node;
};

/** Tables in the order in which the kernel asks them at a hook (see path/stage-plan.ts). */
const tablesAt: Readonly<Record<Hook, readonly string[]>> = {
  PREROUTING: ["raw", "mangle", "nat"],
  INPUT: ["mangle", "filter", "security", "nat"],
  FORWARD: ["mangle", "filter", "security"],
  OUTPUT: ["raw", "mangle", "nat", "filter", "security"],
  POSTROUTING: ["mangle", "nat"],
  LEAVING: ["mangle", "nat"],
};

type Ends = { drop: Node; reject: Node; unknown: Node };

const noEnds = (): Ends => ({ drop: NONE, reject: NONE, unknown: NONE });

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

  outcome(journey: Journey): Outcome {
    const ends = noEnds();
    const start = startParts(this.space);
    if (journey === "leaving") {
      const sent = this.pass(start, "OUTPUT", ends);
      return { accept: this.pass(this.routedAgain(sent), "LEAVING", ends).all(), ...ends };
    }
    const arrived = this.pass(start, "PREROUTING", ends);
    const [mine, others] = this.routed(arrived);
    const taken = this.pass(mine, "INPUT", ends);
    const passed = this.pass(this.pass(others, "FORWARD", ends), "POSTROUTING", ends);
    return { accept: this.space.bdd.or(taken.all(), passed.all()), ...ends };
  }

  /** The routing decision: what is for this host, and what is to be passed on. */
  private routed(arrived: Parts): [Parts, Parts] {
    const { bdd, toHost } = this.space;
    const [mine, others] = [new Parts(bdd), new Parts(bdd)];
    for (const { set, rewrite } of arrived.list()) {
      const own = bdd.written(toHost, rewrite.values);
      mine.add(bdd.and(set, own), rewrite);
      others.add(bdd.minus(set, own), rewrite);
    }
    return [mine, others];
  }

  /** What was given another destination, or another mark, leaves by another interface (ip_route_me_harder). */
  private routedAgain(sent: Parts): Parts {
    const { space } = this;
    const levels = (["destination", "mark"] as const).map((name) => space.field(name));
    const parts = new Parts(space.bdd);
    for (const { set, rewrite } of sent.list()) {
      const anew = levels.some(({ name, level, bits }) =>
        Array.from({ length: bits }, (_, bit) => rewrite.values.get(level + bit)).some(
          // A fresh packet's mark is written as 0.
          (value) => value !== undefined && (name !== "mark" || value !== NONE),
        ),
      );
      parts.add(set, anew ? withWayOut(space, rewrite, null) : rewrite);
    }
    return parts;
  }

  /** All tables of one hook; packets that meet their end are added to `ends`. */
  private pass(entering: Parts, hook: Hook, ends: Ends): Parts {
    let parts = entering;
    for (const name of tablesAt[hook]) {
      const table = this.tables.get(name)?.table;
      if (table === undefined) continue;
      // A table that does not speak of the hook decides nothing there; of filter there is always something to say.
      const speaks = table.chains.some((chain) => chain.name === chainAt(hook) && chain.rules.length > 0);
      if (name !== "filter" && !speaks && this.accepts(table, hook)) continue;
      if (name === "raw") {
        const raw = new RawStage(this.space);
        parts = raw.after(this.through(raw.before(parts), name, hook, ends));
      } else if (name === "nat") parts = this.translate(table, parts, hook, ends);
      else parts = this.through(parts, name, hook, ends);
    }
    return parts;
  }

  private accepts(table: Table, hook: Hook): boolean {
    const chain = table.chains.find(({ name }) => name === chainAt(hook));
    return chain === undefined || chain.policy === "ACCEPT";
  }

  /** nat is asked for the first packet of a connection alone; the later ones go the way that was chosen then. */
  private translate(table: Table, entering: Parts, hook: Hook, ends: Ends): Parts {
    const { space } = this;
    const { bdd } = space;
    const later = new LaterPackets(space, table, (first) => this.through(first, "nat", hook, noEnds()));
    const rewritesDestination = hook === "PREROUTING" || hook === "OUTPUT";
    const parts = new Parts(bdd);
    for (const { set, rewrite } of entering.list()) {
      // The state may have been written (NOTRACK), so it is asked as it is now.
      const isNew = bdd.written(space.states("NEW"), rewrite.values);
      const first = new Parts(bdd);
      first.add(bdd.and(set, isNew), rewrite);
      for (const part of this.through(first, "nat", hook, ends).list()) parts.add(part.set, part.rewrite);
      const others = bdd.minus(set, isNew);
      if (rewritesDestination) later.pass(others, rewrite, parts);
      else parts.add(others, rewrite);
    }
    return parts;
  }

  /** One table at one hook: what it lets pass, with what it wrote. */
  private through(entering: Parts, name: string, hook: Hook, ends: Ends): Parts {
    const { bdd } = this.space;
    const known = this.tables.get(name);
    if (known === undefined) return entering;
    const { table, functions } = known;
    const base = table.chains.find((chain) => chain.name === chainAt(hook));
    // Text that holds our own chains alone is asked from there; what lies behind them it does not say.
    const chain = base ?? table.chains.find((one) => hookOf[one.name] === hook);
    const made = chain === undefined ? null : functions.of(chain.name, hook);
    const passed = new Parts(bdd);
    for (const { set, rewrite } of entering.list()) {
      if (made === null) {
        ends.unknown = bdd.or(ends.unknown, set);
        continue;
      }
      const entered = (node: Node) => bdd.andWritten(set, node, rewrite.values);
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
