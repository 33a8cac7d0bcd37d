import type { HostFacts } from "@/lib/core/facts/host-facts";
import { lastAddressValue } from "@/lib/core/net/address";
import { families } from "@/lib/core/net/family";
import { type IntervalSet, mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import { everyService, type NetworkObject, type ServiceObject } from "../schema";
import { type AssertedService, type Assertion, type Party, portProtocols } from "./assertion";

/** One kind of traffic, by protocol number; `ports` null: every one, or the protocol has none. */
export type PlainService =
  | { readonly kind: "protocol"; readonly protocol: number; readonly ports: readonly PortRange[] | null }
  | { readonly kind: "ping" }
  | { readonly kind: "anything" };

/** An assertion without names, as the analysis takes it. */
export type PlainAssertion = {
  readonly direction: "in" | "out";
  readonly reaches: boolean;
  /** The other ends, of both families; null: every address. */
  readonly peers: IntervalSet | null;
  readonly services: readonly PlainService[];
  readonly at: AddressRange | null;
  readonly over: string | null;
};

/** What names stand for. */
export type Objects = {
  readonly networks: readonly NetworkObject[];
  readonly services: readonly ServiceObject[];
};

/** The addresses of a network object or of the panel, faulty entries left out; null: every address. */
export function addressesOf(name: string, objects: Objects, facts: HostFacts | null): IntervalSet | null {
  if (name === "anyone") return null;
  const panel = facts?.connection ? [facts.connection.panelAddress] : [];
  const entries =
    name === "panel" ? panel : (objects.networks.find((network) => network.name === name)?.entries ?? []);
  const read = entries.map(parseNetworkEntry);
  return mergeRanges(read.flatMap((entry) => ("fault" in entry ? [] : [entry.range])));
}

function rangesOf(party: Party, objects: Objects, facts: HostFacts | null): readonly AddressRange[] {
  return party.kind === "range" ? [party.range] : (addressesOf(party.name, objects, facts) ?? everyAddress);
}

const everyAddress: IntervalSet = families.map((family) => ({
  family,
  first: 0n,
  last: lastAddressValue(family),
}));

function peersOf({ who }: Assertion, objects: Objects, facts: HostFacts | null): IntervalSet | null {
  const named = mergeRanges(who.parties.flatMap((party) => rangesOf(party, objects, facts)));
  if (!who.but) return named;
  return who.parties.length === 0 ? null : subtractRanges(everyAddress, named);
}

/** A service object's parts, ports that cannot be read left out. */
export function plainParts({ parts }: ServiceObject): readonly PlainService[] {
  return parts.map((part): PlainService => {
    if (part.protocol === "ping") return { kind: "ping" };
    const ports = part.ports.map(parsePortRange).flatMap((range) => ("fault" in range ? [] : [range]));
    return { kind: "protocol", protocol: portProtocols[part.protocol], ports };
  });
}

function servicesOf(service: AssertedService, objects: Objects): readonly PlainService[] {
  switch (service.kind) {
    case "name": {
      if (service.name === everyService) return [{ kind: "anything" }];
      const object = objects.services.find(({ name }) => name === service.name);
      return object === undefined ? [] : plainParts(object);
    }
    case "ports":
      return [{ kind: "protocol", protocol: portProtocols[service.protocol], ports: service.ports }];
    case "protocol":
      return [{ kind: "protocol", protocol: service.number, ports: null }];
    case "ping":
    case "anything":
      return [service];
  }
}

/** Puts addresses and ports in place of names, which `checkAssertions` found to exist. */
export function resolveAssertion(
  assertion: Assertion,
  objects: Objects,
  facts: HostFacts | null,
): PlainAssertion {
  const { direction, reaches, at, over } = assertion;
  return {
    direction,
    reaches,
    peers: peersOf(assertion, objects, facts),
    services: assertion.services.flatMap((service) => servicesOf(service, objects)),
    at,
    over,
  };
}
