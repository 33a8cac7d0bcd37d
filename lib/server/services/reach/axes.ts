import type { ClaimService } from "@/lib/core/analysis/assertion/claim";
import type { Sources } from "@/lib/core/analysis/exposure/read-grid";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { formatPortRange } from "@/lib/core/net/port-range";
import { assertionNames } from "@/lib/core/policy/assertion/assertion-names";
import { addressesOf, plainParts } from "@/lib/core/policy/assertion/resolve-assertion";
import { everyService, type Policy } from "@/lib/core/policy/schema";
import type { DraftObjects } from "../draft/draft-view";
import type { ServiceView, SourceView } from "./reach-view";

/** More lines or columns than these are no table any more. */
const mostSources = 60;
const mostServices = 24;

export type SourceAxis = SourceView & { readonly addresses: Sources };
export type ServiceAxis = ServiceView & { readonly services: readonly ClaimService[] };

/** What the two axes are made of. */
export type AxesInput = {
  readonly facts: HostFacts;
  /** The draft and the last confirmed policy: both, so that the axes stay when the rules are switched. */
  readonly policies: readonly Policy[];
  readonly objects: DraftObjects;
};

const unique = <T>(list: readonly T[]) => [...new Set(list)];

/** Everybody, the panel, then the networks: those that the policies name come first. */
export function sourceAxis({ facts, policies, objects }: AxesInput): readonly SourceAxis[] {
  const named = new Set(
    policies.flatMap((policy) => [
      ...policy.purposes.flatMap(({ rules }) => rules.flatMap(({ sources }) => sources)),
      ...assertionNames(policy.assertions).networks,
    ]),
  );
  const networks = objects.networks.toSorted((a, b) => Number(named.has(b.name)) - Number(named.has(a.name)));
  const panel = facts.connection?.panelAddress;
  return [
    { id: "anyone", kind: "anyone", name: "anyone", lines: [], addresses: null },
    ...(panel === undefined
      ? []
      : [
          {
            id: "panel",
            kind: "panel",
            name: "panel",
            lines: [panel],
            addresses: addressesOf("panel", objects, facts),
          } as const,
        ]),
    ...networks.map(
      ({ name, entries }) =>
        ({
          id: `network:${name}`,
          kind: "network",
          name,
          lines: entries,
          addresses: addressesOf(name, objects, facts),
        }) as const,
    ),
  ];
}

type Listener = HostFacts["listeners"][number];

function isForOthers({ address }: Listener): boolean {
  const bound = parseAddress(address);
  if (bound === null) return false;
  return bound.family === 4 ? bound.value >> 24n !== 127n : bound.value !== 1n;
}

const protocolNumbers = { tcp: 6, udp: 17 } as const;

function holds(service: ClaimService, { protocol, port }: Pick<Listener, "protocol" | "port">): boolean {
  if (service.kind !== "protocol" || service.protocol !== protocolNumbers[protocol]) return false;
  return service.ports?.some(({ first, last }) => first <= port && port <= last) ?? true;
}

function partText(service: ClaimService): string {
  if (service.kind !== "protocol") return service.kind;
  const protocol =
    service.protocol === 6 ? "tcp" : service.protocol === 17 ? "udp" : `ip ${service.protocol}`;
  return [protocol, service.ports?.map(formatPortRange).join(", ")]
    .filter(Boolean)
    .join(" ")
    .replaceAll(":", "-");
}

/** The text of one part of a service, such as `tcp 80, 443`. */
export { partText };

function columnOf(
  id: string,
  name: string | null,
  services: readonly ClaimService[],
  listeners: readonly Listener[],
): ServiceAxis {
  const heard = listeners.filter((listener) => services.some((service) => holds(service, listener)));
  const programs = unique(heard.flatMap(({ program }) => program ?? []));
  return { id, name, parts: services.map(partText), programs, listens: heard.length > 0, services };
}

/** SSH, the services that rules name, then whatever else listens on the host for others. */
export function serviceAxis({ facts, policies, objects }: AxesInput): readonly ServiceAxis[] {
  const listeners = facts.listeners.filter(isForOthers);
  const ssh = { protocol: "tcp", port: facts.connection?.hostPort ?? 22 } as const;
  const names = unique(
    policies.flatMap((policy) => [
      ...policy.purposes.flatMap(({ rules }) => rules.flatMap(({ services }) => services)),
      ...assertionNames(policy.assertions).services,
    ]),
  ).filter((name) => name !== everyService);
  const find = (name: string) => objects.services.find((service) => service.name === name);
  const first = objects.services.find((service) => plainParts(service).every((part) => isOnly(part, ssh)));
  const chosen = unique([...(first === undefined ? [] : [first.name]), ...names]).flatMap(
    (name) => find(name) ?? [],
  );
  const columns = chosen.map((service) =>
    columnOf(`service:${service.name}`, service.name, plainParts(service), listeners),
  );
  const ports = [...(first === undefined ? [ssh] : []), ...listeners.toSorted((a, b) => a.port - b.port)]
    // A column of a single port means that port; one of several is a question of its own.
    .filter((port) => !columns.some(({ services }) => services.every((service) => isOnly(service, port))))
    .map(({ protocol, port }) => `${protocol} ${port}`);
  return [
    ...columns,
    ...unique(ports).map((text) => {
      const [protocol = "", port = "0"] = text.split(" ");
      const service: ClaimService = {
        kind: "protocol",
        protocol: protocol === "tcp" ? 6 : 17,
        ports: [{ first: Number(port), last: Number(port) }],
      };
      return columnOf(`port:${protocol}:${port}`, null, [service], listeners);
    }),
  ];
}

function isOnly(service: ClaimService, listener: Pick<Listener, "protocol" | "port">): boolean {
  if (!holds(service, listener) || service.kind !== "protocol") return false;
  return service.ports?.every(({ first, last }) => first === last && first === listener.port) ?? false;
}

/** As many as can be read, and how many are left out. */
export function cut(
  sources: readonly SourceAxis[],
  services: readonly ServiceAxis[],
): {
  readonly sources: readonly SourceAxis[];
  readonly services: readonly ServiceAxis[];
  readonly more: { readonly sources: number; readonly services: number };
} {
  return {
    sources: sources.slice(0, mostSources),
    services: services.slice(0, mostServices),
    more: {
      sources: Math.max(0, sources.length - mostSources),
      services: Math.max(0, services.length - mostServices),
    },
  };
}

export function sourceView({ addresses: _addresses, ...view }: SourceAxis): SourceView {
  return view;
}

export function serviceView({ services: _services, ...view }: ServiceAxis): ServiceView {
  return view;
}
