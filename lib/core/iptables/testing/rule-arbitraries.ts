import * as fc from "fast-check";
import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { joined } from "../match/separate";
import { addressValue, packetGroups, prefix, turned } from "./match-arbitraries";
import { otherGroups } from "./other-arbitraries";
import { target } from "./target-arbitraries";

/** Ones that are not all in front. */
function scatteredMask(family: Family): fc.Arbitrary<bigint> {
  return addressValue(family).map((value) => (value & ~(1n << 9n)) | (1n << 4n));
}

function address(side: "source" | "destination", family: Family): fc.Arbitrary<Match> {
  return fc.oneof(
    fc
      .tuple(prefix(family, 1), turned())
      .map(([one, negated]): Match => ({ kind: side, prefix: one, ...negated })),
    fc.tuple(addressValue(family), scatteredMask(family), turned()).map(
      ([value, mask, negated]): Match => ({
        kind: "masked-address",
        side,
        family,
        value: value & mask,
        mask,
        ...negated,
      }),
    ),
    fc.constant<Match>({ kind: "opaque", text: `${side === "source" ? "-s" : "-d"} example.com` }),
  );
}

function link(kind: "in-interface" | "out-interface"): fc.Arbitrary<Match> {
  const name = fc.constantFrom("eth0", "eth+", "lo", "br-9f", "wg0.5", "eth0:1");
  return fc.tuple(name, turned()).map(([one, negated]) => ({ kind, name: one, ...negated }));
}

/** The conditions of iptables itself, in the order in which they are printed. */
function own(family: Family): fc.Arbitrary<Match[]> {
  const protocol = fc
    .tuple(fc.integer({ min: 1, max: 255 }), turned())
    .map(([number, negated]): Match => ({ kind: "protocol", protocol: number, ...negated }));
  const fragment = turned().map((negated): Match => ({ kind: "fragment", ...negated }));
  const parts = [
    address("source", family),
    address("destination", family),
    link("in-interface"),
    link("out-interface"),
    protocol,
    ...(family === 4 ? [fragment] : []),
  ];
  return fc
    .tuple(...parts.map((part) => fc.option(part, { nil: null })))
    .map((matches) => matches.filter((match) => match !== null));
}

/** Rules of all kinds in the one form in which they are read again: `parse(render(rule))` must be the rule. */
export function anyRule(family: Family): fc.Arbitrary<Pick<Rule, "matches" | "target">> {
  const group = fc.oneof(...packetGroups(family), ...otherGroups(family));
  return fc
    .tuple(own(family), fc.array(group, { maxLength: 4 }), target(family))
    .map(([first, groups, what]) => ({
      matches: groups.reduce<readonly Match[]>((before, matches) => joined(before, matches), first),
      target: what,
    }));
}
