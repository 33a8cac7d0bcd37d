import type { ServiceSpan } from "@/lib/core/analysis/diff/change-row";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { carriesPorts } from "@/lib/core/packet/packet";
import { common, holdsAll, type LineSet, lineSet, type Span, sameSet, without } from "./line-set";

/**
 * What packets can be for, on one line for both families: 65,536 points for each protocol. A port is a point, an ICMP
 * message `type * 256 + code`. ICMP and ICMPv6 share one block, in which the two echo requests share their place.
 */
const block = 65_536n;

/** Where ICMP of either family stands. */
export const icmpProtocol = 1;
const icmpv6Protocol = 58;

/** The points of a protocol from one to another. */
export function protocolSpan(protocol: number, first = 0, last = 65_535): Span {
  const start = BigInt(protocol) * block;
  return { first: start + BigInt(first), last: start + BigInt(last) };
}

/** Echo requests: type 8 in ICMP, 128 in ICMPv6. */
export const ping: Span = protocolSpan(icmpProtocol, 8 * 256, 8 * 256 + 255);

/** The other ICMP messages that ask for an answer, and so can be the first of a connection. */
export const otherRequests: Span = protocolSpan(icmpProtocol, 13 * 256, 17 * 256 + 255);

/** Types of the other requests (icmp_new and its IPv6 sister): timestamp, information and mask; node information. */
const requestTypes: Readonly<Record<Family, readonly number[]>> = { 4: [13, 15, 17], 6: [139] };

/** The same ICMP types of one family and the other's change places, so that echo requests stand where they stand in IPv4. */
function placeOfType(type: number, family: Family): number {
  if (family === 4) return type;
  return type === 128 ? 8 : type === 8 ? 128 : type;
}

/** Message types of one family, each with its codes, at their places. */
function icmpSpans(messages: readonly PortRange[] | null, family: Family): Span[] {
  if (messages === null) return [protocolSpan(icmpProtocol)];
  const spans: Span[] = [];
  for (const { first, last } of messages) {
    for (let type = first >> 8; type <= last >> 8; type++) {
      const from = Math.max(first, type * 256) - type * 256;
      const to = Math.min(last, type * 256 + 255) - type * 256;
      const place = placeOfType(type, family) * 256;
      spans.push(protocolSpan(icmpProtocol, place + from, place + to));
    }
  }
  return spans;
}

/** Of ICMP only what can begin a connection; the requests besides ping stand and fall together. */
function beginning(spans: readonly Span[], family: Family): Span[] {
  const set = lineSet(spans);
  const holds = (span: Span) => holdsAll(set, [span]);
  const requests = requestTypes[family].map((type) =>
    protocolSpan(icmpProtocol, type * 256, type * 256 + 255),
  );
  const pings = common(set, [ping]);
  if (requests.every(holds)) return [...pings, otherRequests];
  return [...pings, ...requests.filter(holds)];
}

const blocks = (first: number, last: number): Span => ({
  first: protocolSpan(first).first,
  last: protocolSpan(last).last,
});

/** Every protocol but the other family's ICMP, which no packet carries. */
const plainProtocols: readonly Span[] = [
  blocks(0, icmpProtocol - 1),
  blocks(icmpProtocol + 1, icmpv6Protocol - 1),
  blocks(icmpv6Protocol + 1, 255),
];

const withPorts = lineSet(
  Array.from({ length: 256 }, (_, protocol) => protocol)
    .filter(carriesPorts)
    .map((protocol) => protocolSpan(protocol)),
);

/**
 * Which packets there can be. `first`: those that begin a connection as programs do; `new`: others that begin one, which
 * is a matter of ports and flags; `untracked`: neighbour discovery and multicast listening, in IPv6.
 */
export type Kinds = "first" | "new" | "untracked" | "any";

const everything: Readonly<Record<Kinds, LineSet>> = {
  first: lineSet([...plainProtocols, ping, otherRequests]),
  new: withPorts,
  untracked: lineSet([
    protocolSpan(icmpProtocol, 130 * 256, 136 * 256 + 255),
    protocolSpan(icmpProtocol, 143 * 256, 143 * 256 + 255),
  ]),
  any: lineSet([...plainProtocols, protocolSpan(icmpProtocol)]),
};

/** Everything that such packets can be for. */
export function everyService(kinds: Kinds): LineSet {
  return everything[kinds];
}

/** What a row is about as points; null stands for everything. Packets that cannot be are left out. */
export function serviceLine(services: readonly ServiceSpan[] | null, family: Family, kinds: Kinds): LineSet {
  if (services === null) return everything[kinds];
  const own = family === 4 ? icmpProtocol : icmpv6Protocol;
  const spans: Span[] = [];
  for (const { protocols, ports, icmp } of services) {
    for (let protocol = protocols?.first ?? 0; protocol <= (protocols?.last ?? 255); protocol++) {
      if (protocol === own) {
        const messages = icmpSpans(icmp, family);
        spans.push(...(kinds === "first" ? beginning(messages, family) : messages));
      } else if (protocol !== icmpProtocol && protocol !== icmpv6Protocol) {
        const ranges = carriesPorts(protocol) ? ports : null;
        if (ranges === null) spans.push(protocolSpan(protocol));
        else spans.push(...ranges.map(({ first, last }) => protocolSpan(protocol, first, last)));
      }
    }
  }
  return common(lineSet(spans), everything[kinds]);
}

/** Whether the set holds ICMP messages that mean something else in the other family. */
export function asksFamily(set: LineSet): boolean {
  const messages = without(common(set, [protocolSpan(icmpProtocol)]), [ping]);
  const alike = [[], [otherRequests], without([protocolSpan(icmpProtocol)], [ping])];
  return !alike.some((one) => sameSet(messages, one));
}

/** Part of one protocol's block: its ports, ICMP messages in the family's own numbers, or null: all of it. */
export type ServicePart = { readonly protocol: number; readonly points: PortRange | null };

/** A span cut into protocols; `family` says whose ICMP is meant. */
export function serviceParts(span: Span, family: Family): ServicePart[] {
  const parts: ServicePart[] = [];
  for (let first = span.first; first <= span.last; ) {
    const protocol = Number(first / block);
    const { last: end } = protocolSpan(protocol);
    const last = end < span.last ? end : span.last;
    const points = { first: Number(first % block), last: Number(last % block) };
    const whole = points.first === 0 && points.last === 65_535;
    if (protocol !== icmpProtocol) parts.push({ protocol, points: whole ? null : points });
    else parts.push(...icmpParts(whole ? null : points, family));
    first = last + 1n;
  }
  return parts;
}

function icmpParts(points: PortRange | null, family: Family): ServicePart[] {
  const protocol = family === 4 ? icmpProtocol : icmpv6Protocol;
  if (points === null || family === 4) return [{ protocol, points }];
  const parts: ServicePart[] = [];
  for (let place = points.first >> 8; place <= points.last >> 8; place++) {
    const from = Math.max(points.first, place * 256) % 256;
    const to = Math.min(points.last, place * 256 + 255) % 256;
    const type = placeOfType(place, 6) * 256;
    const before = parts.at(-1)?.points;
    if (before != null && before.last + 1 === type + from) {
      parts[parts.length - 1] = { protocol, points: { first: before.first, last: type + to } };
    } else parts.push({ protocol, points: { first: type + from, last: type + to } });
  }
  return parts;
}
