import type { Family } from "@/lib/core/net/family";
import { type PacketChain, packetStates } from "@/lib/core/packet/packet";
import type { CodeSpan } from "../symbolic/code-span";
import type { FieldName } from "../symbolic/layout";
import type { PacketSpace } from "../symbolic/packet-space";
import type { FurtherCondition, PacketGroup, ServiceSpan } from "./change-row";
import { numbersOf, valuesOf } from "./code-values";
import type { Region, ServiceCodes } from "./regions";
import { isEverything } from "./split";

const further = [
  "direction",
  "source-port",
  "original-port",
  "flags",
  "hop-limit",
  "user",
  "group",
  "mark",
  "connection-mark",
] as const satisfies readonly FurtherCondition["field"][];

/** The packets of a region in words that people read; exactly those. */
export function packetGroup(space: PacketSpace, region: Region, hook: PacketChain): PacketGroup {
  const { family } = space;
  const codesOf = (name: FieldName) => {
    const codes = region.codes.get(name);
    return codes === undefined || isEverything(space.field(name), codes) ? null : codes;
  };
  const addresses = (name: "source" | "destination") =>
    ranged(codesOf(name), (codes) =>
      valuesOf(space.field(name), codes, family).map((range) => ({ family, ...range })),
    );
  const interfaces = (side: "in" | "out") =>
    ranged(codesOf(side), (codes) => interfaceWords(space, side, codes));
  return {
    family,
    hook,
    states: statesOf(space, region.codes.get("state"), family),
    services: servicesOf(space, region.services),
    sources: addresses("source"),
    destinations: addresses("destination"),
    in: hook === "OUTPUT" ? null : interfaces("in"),
    out: hook === "INPUT" ? null : interfaces("out"),
    also: further.flatMap((field) => {
      const codes = codesOf(field);
      return codes === null ? [] : [{ field, ranges: numbersOf(space.field(field), codes, family) }];
    }),
    dependsOn: space.conditionsOf(region.rest),
  };
}

function ranged<T>(codes: readonly CodeSpan[] | null, told: (codes: readonly CodeSpan[]) => T): T | null {
  return codes === null ? null : told(codes);
}

function statesOf(space: PacketSpace, codes: readonly CodeSpan[] | undefined, family: Family) {
  const field = space.field("state");
  const ranges = numbersOf(field, codes ?? [{ first: 0, last: field.classes - 1 }], family);
  return packetStates.filter((_, number) =>
    ranges.some(({ first, last }) => first <= number && number <= last),
  );
}

function interfaceWords(space: PacketSpace, side: "in" | "out", codes: readonly CodeSpan[]): string[] {
  const words = space.field(side).interfaces?.words ?? [];
  return words.filter((_, code) => codes.some(({ first, last }) => first <= code && code <= last));
}

/** Null where it is every packet, whatever it is for. */
function servicesOf(space: PacketSpace, services: readonly ServiceCodes[]): readonly ServiceSpan[] | null {
  const spans = services.flatMap(({ protocols, ports, icmp }): ServiceSpan[] => {
    const told = (name: FieldName, codes: readonly CodeSpan[]) => {
      const field = space.field(name);
      return isEverything(field, codes) ? null : numbersOf(field, codes, space.family);
    };
    const [portRanges, messages] = [told("destination-port", ports), told("icmp", icmp)];
    const protocolRanges = told("protocol", protocols);
    if (protocolRanges === null) return [{ protocols: null, ports: portRanges, icmp: messages }];
    return protocolRanges.map((range) => ({ protocols: range, ports: portRanges, icmp: messages }));
  });
  const [only] = spans;
  const everything =
    spans.length === 1 && only?.protocols === null && only.ports === null && only.icmp === null;
  return everything ? null : spans;
}
