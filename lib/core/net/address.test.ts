import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, formatAddress, parseAddress } from "./address";

describe("addresses", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"],
    ["1:0:0:2:0:0:3:4", "1::2:0:0:3:4"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["::", "::"],
    ["::1", "::1"],
    ["::1:0", "::0.1.0.0"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ])("reads %s and prints it as inet_ntop does: %s", (text, canonical) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(canonical);
  });

  it.each([
    "",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.01",
    "192.0.2.1 ",
    "1.2.3.4.5",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "fe80::1%eth0",
    "12345::",
    "::192.0.2.256",
    "--help",
  ])("refuses %j", (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it("prints every address so that it reads back the same", () => {
    const any: fc.Arbitrary<Address> = fc.oneof(
      fc.record({ family: fc.constant(4 as const), value: fc.bigInt(0n, (1n << 32n) - 1n) }),
      fc.record({ family: fc.constant(6 as const), value: fc.bigInt(0n, (1n << 128n) - 1n) }),
      // Sparse ones, where the shortening of zeros matters.
      fc.array(fc.constantFrom(0n, 0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 }).map((groups) => ({
        family: 6 as const,
        value: groups.reduce<bigint>((value, group) => (value << 16n) | group, 0n),
      })),
    );
    fc.assert(
      fc.property(any, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });
});
