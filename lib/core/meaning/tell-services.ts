import { protocolName } from "@/lib/core/iptables/protocol-names";
import type { Family } from "@/lib/core/net/family";
import { type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import { carriesPorts, protocolNumbers } from "@/lib/core/packet/packet";
import { type LineSet, lineSet, type Span } from "./line-set";
import type { MeaningNames, ServiceTerm, Told } from "./meaning";
import {
  everyService,
  icmpProtocol,
  type Kinds,
  otherRequests,
  ping,
  protocolSpan,
  type ServicePart,
  serviceParts,
} from "./service-line";
import { type Named, namesInOrder, tellSet } from "./tell-set";

type ServiceName = MeaningNames["services"][number];

function partSpans({ protocol, ports = [] }: ServiceName["parts"][number]): Span[] {
  if (protocol === "ping") return [ping];
  return ports.flatMap((text) => {
    const range = parsePortRange(text);
    return "fault" in range ? [] : [protocolSpan(protocolNumbers[protocol] ?? 0, range.first, range.last)];
  });
}

function namedServices(services: MeaningNames["services"]): readonly Named<ServiceTerm>[] {
  const own = services.map(
    ({ name, parts }): Named<ServiceTerm> => ({
      term: { kind: "service", name },
      set: lineSet(parts.flatMap(partSpans)),
    }),
  );
  const protocols = Array.from({ length: 256 }, (_, number) => number)
    .filter((number) => number !== icmpProtocol && number !== 58 && protocolName(number) !== String(number))
    .map(
      (number): Named<ServiceTerm> => ({
        term: { kind: "protocol", name: protocolName(number) },
        set: [protocolSpan(number)],
      }),
    );
  return namesInOrder([
    ...own,
    { term: { kind: "ping" }, set: [ping] },
    { term: { kind: "icmp-requests" }, set: [otherRequests] },
    ...protocols,
  ]);
}

const numbers = ({ first, last }: PortRange) => (first === last ? String(first) : `${first}–${last}`);

/** ICMP types; those of which not every code is meant stand alone, with the codes. */
function icmpTexts({ first, last }: PortRange): string[] {
  const [type, end] = [first >> 8, last >> 8];
  if (first % 256 === 0 && last % 256 === 255) return [numbers({ first: type, last: end })];
  if (type === end) return [`${type}/${numbers({ first: first % 256, last: last % 256 })}`];
  const behind = first % 256 === 0 ? first : (type + 1) * 256;
  const before = last % 256 === 255 ? last : end * 256 - 1;
  return [
    ...(behind > first ? icmpTexts({ first, last: behind - 1 }) : []),
    ...(behind <= before ? icmpTexts({ first: behind, last: before }) : []),
    ...(before < last ? icmpTexts({ first: before + 1, last }) : []),
  ];
}

function partTerms({ protocol, points }: ServicePart): ServiceTerm[] {
  const name = protocol === 58 ? "icmpv6" : protocolName(protocol);
  if (protocol === icmpProtocol || protocol === 58) {
    return points === null
      ? [{ kind: "protocol", name }]
      : icmpTexts(points).map((text) => ({ kind: "icmp", protocol: name, text }));
  }
  if (points !== null && carriesPorts(protocol)) return [{ kind: "ports", protocol: name, ports: points }];
  return name === String(protocol)
    ? [{ kind: "protocols", first: protocol, last: protocol }]
    : [{ kind: "protocol", name }];
}

/** Whole protocols one behind the other, as one term. */
function joined(terms: readonly ServiceTerm[]): ServiceTerm[] {
  const result: ServiceTerm[] = [];
  for (const term of terms) {
    const before = result.at(-1);
    if (term.kind === "protocols" && before?.kind === "protocols" && before.last + 1 === term.first) {
      result[result.length - 1] = { ...before, last: term.last };
    } else result.push(term);
  }
  return result;
}

export type ServiceTeller = (set: LineSet, families: readonly Family[], kinds: Kinds) => Told<ServiceTerm>;

/** Tells what packets are for by the names of services and protocols. */
export function serviceTeller({ services }: MeaningNames): ServiceTeller {
  const names = namedServices(services);
  return (set, families, kinds) => {
    const told = tellSet(set, everyService(kinds), names);
    const rest = told.rest.flatMap((span) => serviceParts(span, families[0] ?? 4)).flatMap(partTerms);
    return { except: told.except, terms: joined([...told.named, ...rest]) };
  };
}
