import { pick, type Random } from "@/lib/core/packet/random-packet";

/** Ways to ask for random things. */
export class Dice {
  constructor(private readonly random: Random) {}

  /** True in so many of one. */
  chance(share: number): boolean {
    return this.random() < share;
  }

  /** 0 to `most`, both inside. */
  number(most: number): number {
    return Math.floor(this.random() * (most + 1));
  }

  pick<T>(list: readonly T[]): T {
    return pick(this.random, list);
  }

  /** Each of the list with the same chance. */
  some<T>(list: readonly T[], share: number): readonly T[] {
    return list.filter(() => this.chance(share));
  }
}
