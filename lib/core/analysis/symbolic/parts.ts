import { type Bdd, NONE, type Node } from "../bdd/bdd";
import { type Rewrite, unwritten } from "./rewrite";

/** Packets, as they came in, of which the same was rewritten. */
export type Part = { readonly set: Node; readonly rewrite: Rewrite };

/** A set of packets in parts by what was rewritten; nearly always there is one part, and nothing was. */
export class Parts {
  private readonly byKey = new Map<string, Part>();

  constructor(private readonly bdd: Bdd) {}

  static of(bdd: Bdd, set: Node): Parts {
    const parts = new Parts(bdd);
    parts.add(set, unwritten);
    return parts;
  }

  add(set: Node, rewrite: Rewrite): void {
    if (set === NONE) return;
    const before = this.byKey.get(rewrite.key);
    // Marks that hang on n conditions are written in 2^n ways.
    if (rewrite.values.size > 0) {
      this.bdd.spend(rewrite.values.size);
      this.bdd.keep(rewrite, rewrite.values.size);
    }
    this.byKey.set(rewrite.key, { set: before === undefined ? set : this.bdd.or(before.set, set), rewrite });
  }

  /** Takes packets out of the part that has this rewrite. */
  remove(set: Node, { key }: Rewrite): void {
    const before = this.byKey.get(key);
    if (before === undefined) return;
    const left = this.bdd.minus(before.set, set);
    if (left === NONE) this.byKey.delete(key);
    else this.byKey.set(key, { ...before, set: left });
  }

  get empty(): boolean {
    return this.byKey.size === 0;
  }

  /** The packets, where all are in one part and nothing was written into them; else null. */
  unwritten(): Node | null {
    return this.byKey.size === 1 ? (this.byKey.get(unwritten.key)?.set ?? null) : null;
  }

  list(): readonly Part[] {
    return [...this.byKey.values()];
  }

  /** All packets, whatever was rewritten. */
  all(): Node {
    return this.list().reduce((sum: Node, { set }) => this.bdd.or(sum, set), NONE);
  }
}
