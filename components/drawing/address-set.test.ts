import { describe, expect, it } from "vitest";
import { type AddressSet, entriesSet, formatRange, subtract } from "./address-set";

const set = (...entries: string[]) => entriesSet(entries, 4);
const texts = (addresses: AddressSet) => addresses.map(formatRange);

describe("subtract", () => {
  it("cuts with blocks that lie before, over, across and within", () => {
    const whole = set("192.0.2.0/28", "192.0.2.32/28", "192.0.2.64/28");
    expect(
      texts(subtract(whole, set("10.0.0.0/8", "192.0.2.4/30", "192.0.2.8", "192.0.2.40-192.0.2.70"))),
    ).toEqual(["192.0.2.0/30", "192.0.2.9–192.0.2.15", "192.0.2.32/29", "192.0.2.71–192.0.2.79"]);
    expect(subtract(whole, set("192.0.2.0/24"))).toEqual([]);
    expect(subtract(whole, [])).toEqual(whole);
  });

  it("leaves exactly what the other set does not hold", () => {
    const odd = set(...Array.from({ length: 128 }, (_, i) => `192.0.2.${2 * i + 1}`));
    const even = set(...Array.from({ length: 128 }, (_, i) => `192.0.2.${2 * i}`));
    expect(subtract(set("192.0.2.0/24"), odd)).toEqual(even);
    expect(subtract(odd, even)).toEqual(odd);
  });
});
