import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import { objectNameSchema } from "../schema";
import type { AssertedService, Assertion, Party } from "./assertion";
import { parseAssertion } from "./parse-assertion";
import { printAssertion } from "./print-assertion";

function read(text: string): Assertion {
  const parsed = parseAssertion(text);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.text);
  return parsed.value;
}

const name = fc
  .oneof(
    fc.constantFrom("OFFICE", "head office", "tcp", "Nobody", "10.0.0.1", "::1", "支店", "a/b", "3rd", "x-y"),
    fc.string({ unit: fc.constantFrom(..."abzAZ09 ._-あé"), minLength: 1, maxLength: 12 }),
  )
  .filter((text) => objectNameSchema.safeParse(text).success || text === "a/b");

function range(family: Family): fc.Arbitrary<AddressRange> {
  const value = fc.bigInt(0n, lastAddressValue(family));
  return fc.tuple(value, value).map(([a, b]) => ({ family, first: a < b ? a : b, last: a < b ? b : a }));
}

const anyRange = fc.oneof(range(4), range(6));
const party: fc.Arbitrary<Party> = fc.oneof(
  fc.record({ kind: fc.constant("name" as const), name }),
  fc.record({ kind: fc.constant("range" as const), range: anyRange }),
);
const port: fc.Arbitrary<PortRange> = fc
  .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const service: fc.Arbitrary<AssertedService> = fc.oneof(
  fc.record({ kind: fc.constant("name" as const), name }),
  fc.record({
    kind: fc.constant("ports" as const),
    protocol: fc.constantFrom("tcp" as const, "udp" as const, "sctp" as const),
    ports: fc.option(fc.array(port, { minLength: 1, maxLength: 3 })),
  }),
  fc.constant({ kind: "ping" as const }),
  fc.record({ kind: fc.constant("protocol" as const), number: fc.integer({ min: 0, max: 255 }) }),
  fc.constant({ kind: "anything" as const }),
);
const assertion: fc.Arbitrary<Assertion> = fc
  .record({
    direction: fc.constantFrom("in" as const, "out" as const),
    reaches: fc.boolean(),
    who: fc.record({ but: fc.boolean(), parties: fc.array(party, { maxLength: 3 }) }),
    services: fc.array(service, { minLength: 1, maxLength: 3 }),
    at: fc.option(anyRange.map((one) => ({ ...one, last: one.first }))),
    over: fc.option(fc.constantFrom("eth0", "veth+", "br-1.20")),
  })
  // A list of nobody says nothing.
  .filter(({ who }) => who.but || who.parties.length > 0);

describe("the text of an assertion", () => {
  it("is read back as what was printed", () => {
    fc.assert(
      fc.property(assertion, (one) => {
        expect(read(printAssertion(one))).toEqual(one);
      }),
    );
  });

  it.each([
    ["nobody but OFFICE reaches tcp 5432"],
    ["anyone reaches tcp 443"],
    ["OFFICE reaches tcp 22"],
    ["nobody reaches udp 53"],
    ["PARTNER does not reach ssh"],
    ["OFFICE, BRANCH reach tcp 80, 443, udp 53"],
    ["the VPS reaches nobody but UPDATES on tcp 443"],
    ["the VPS does not reach 192.0.2.0/24 on anything"],
    ["anyone but 2001:db8::/32 reaches https at 2001:db8:1::7 over eth0"],
    ['nobody but "head office" reaches tcp 5000-5100'],
  ])("%s is printed as it is written", (text) => {
    expect(printAssertion(read(text))).toBe(text);
  });

  it.each([
    ["Nobody But office REACHES TCP 22", "nobody but office reaches tcp 22"],
    ["everyone reaches all", "anyone reaches anything"],
    ["OFFICE and BRANCH, and HQ reaches tcp 1 and 2 and ping", "OFFICE, BRANCH, HQ reach tcp 1, 2, ping"],
    ["this server does not reach 192.0.2.1", "the VPS does not reach 192.0.2.1 on anything"],
    ["OFFICE reaches tcp 22 over eth0", "OFFICE reaches tcp 22 over eth0"],
  ])("%s means: %s", (text, canonical) => {
    expect(printAssertion(read(text))).toBe(canonical);
  });

  it.each([
    ["", "assertion-empty", 1],
    ["  ", "assertion-empty", 1],
    ["reaches tcp 22", "assertion-who", 1],
    ["OFFICE", "assertion-verb", 7],
    ["OFFICE tcp 22", "assertion-verb", 8],
    ["head office reaches tcp 22", "assertion-verb", 6],
    ["nobody but reaches tcp 22", "assertion-who", 12],
    ["OFFICE, reaches tcp 22", "assertion-who", 9],
    ["OFFICE reaches", "assertion-service", 15],
    ["OFFICE reaches 22", "assertion-port-alone", 16],
    ["OFFICE reaches tcp 0", "assertion-port", 20],
    ["OFFICE reaches tcp 90-80", "assertion-port", 20],
    ["OFFICE reaches tcp 80, 443x", "assertion-port", 24],
    ["OFFICE reaches protocol gre", "assertion-protocol", 25],
    ["192.0.2.9/27 reaches tcp 22", "assertion-address", 1],
    ["nobody but 192.0.2.300 reaches tcp 22", "assertion-address", 12],
    ["2001:db8::/129 reaches tcp 22", "assertion-address", 1],
    ['"OFFICE reaches tcp 22', "assertion-unclosed", 1],
    ["anyone does not reach tcp 22", "assertion-negation", 1],
    ["the VPS does not reach nobody on tcp 22", "assertion-negation", 24],
    ["OFFICE reaches tcp 22 at 192.0.2.0/24", "assertion-at", 26],
    ["OFFICE reaches tcp 22 over a-name-that-is-too-long", "assertion-interface", 28],
    ["OFFICE reaches tcp 22 please", "assertion-end", 23],
  ])("%j is refused as %s in column %i", (text, code, column) => {
    const parsed = parseAssertion(text);
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ code, params: { column } }]);
  });

  it("is never more than refused, whatever is typed", () => {
    const piece = fc.constantFrom(
      ...'nobody anyone but reaches reach does not the VPS on at over tcp udp ping 22 80-90 , and " OFFICE 192.0.2.0/24 ::1'.split(
        " ",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((words) => words.join(" ")),
        ),
        (text) => {
          const parsed = parseAssertion(text);
          if (parsed.ok) expect(read(printAssertion(parsed.value))).toEqual(parsed.value);
          else expect(parsed.problems[0]?.params.column).toBeGreaterThan(0);
        },
      ),
    );
  });
});
