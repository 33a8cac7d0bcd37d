import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPortRange, parsePortRange } from "./port-range";
import { formatPrefix, parsePrefix, prefixRange, rangeToPrefixes, shortPrefix } from "./prefix";

describe("prefixes", () => {
  it.each([
    ["192.0.2.0/27", "192.0.2.0/27"],
    ["192.0.2.7", "192.0.2.7/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:db8::/32", "2001:db8::/32"],
  ])("reads %s", (text, full) => {
    const prefix = parsePrefix(text);
    if ("fault" in prefix) throw new Error(prefix.fault);
    expect(formatPrefix(prefix)).toBe(full);
    expect(shortPrefix(prefix)).toBe(text);
  });

  it.each([
    ["192.0.2.9/27", { fault: "host-bits", suggestion: "192.0.2.0/27" }],
    ["2001:db8::1/64", { fault: "host-bits", suggestion: "2001:db8::/64" }],
    ["192.0.2.0/33", { fault: "length", most: 32 }],
    ["2001:db8::/129", { fault: "length", most: 128 }],
    ["192.0.2.0/", { fault: "syntax" }],
    ["192.0.2.0/-1", { fault: "syntax" }],
    ["192.0.2.0/255.255.255.0", { fault: "syntax" }],
  ])("says what is wrong with %s", (text, fault) => {
    expect(parsePrefix(text)).toEqual(fault);
  });

  it("covers a range exactly with the fewest prefixes", () => {
    const edge = fc.bigInt(0n, 300n);
    fc.assert(
      fc.property(edge, edge, (a, b) => {
        const [first, last] = a < b ? [a, b] : [b, a];
        const prefixes = rangeToPrefixes({ family: 4, first, last });
        let next = first;
        for (const range of prefixes.map(prefixRange)) {
          expect(range.first).toBe(next);
          next = range.last + 1n;
        }
        expect(next).toBe(last + 1n);
        // At most one prefix of each size on the way up and one on the way down.
        const sizes = prefixes.map(({ length }) => length);
        expect(Math.max(...sizes.map((size) => sizes.filter((one) => one === size).length))).toBeLessThan(3);
      }),
    );
  });
});

describe("port ranges", () => {
  it.each([
    ["443", "443"],
    ["5000-5100", "5000:5100"],
    ["5000:5100", "5000:5100"],
  ])("reads %s", (text, printed) => {
    const range = parsePortRange(text);
    if ("fault" in range) throw new Error(range.fault);
    expect(formatPortRange(range)).toBe(printed);
  });

  it.each([
    ["0", "bounds"],
    ["70000", "bounds"],
    ["443-80", "reversed"],
    ["http", "syntax"],
    ["80;reboot", "syntax"],
  ])("refuses %s: %s", (text, fault) => {
    expect(parsePortRange(text)).toEqual({ fault });
  });
});
