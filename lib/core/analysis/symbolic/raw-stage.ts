import { stateNumber } from "../predicate/fields";
import { bitsOf, writeBits } from "./field-bits";
import type { PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { type Rewrite, rewriteOf } from "./rewrite";

/**
 * raw comes before connection tracking, where every packet still looks INVALID (xt_conntrack.c). Behind it the packet
 * has the state that tracking gives it, unless raw has taken it out.
 */
export class RawStage {
  private readonly invalid;
  private readonly untracked;

  constructor(private readonly space: PacketSpace) {
    const field = space.field("state");
    this.invalid = bitsOf(field, space.classOf(field, stateNumber("INVALID")));
    this.untracked = bitsOf(field, space.classOf(field, stateNumber("UNTRACKED")));
  }

  before(entering: Parts): Parts {
    const parts = new Parts(this.space.bdd);
    const field = this.space.field("state");
    for (const { set, rewrite } of entering.list()) parts.add(set, writeBits(field, rewrite, this.invalid));
    return parts;
  }

  after(passed: Parts): Parts {
    const parts = new Parts(this.space.bdd);
    for (const { set, rewrite } of passed.list()) parts.add(set, this.tracked(rewrite));
    return parts;
  }

  private tracked(rewrite: Rewrite): Rewrite {
    const { level, bits } = this.space.field("state");
    const isOut = this.untracked.every((bit, at) => rewrite.values.get(level + at) === bit);
    if (isOut) return rewrite;
    return rewriteOf(new Map([...rewrite.values].filter(([at]) => at < level || at >= level + bits)));
  }
}
