import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Address, formatAddress, parseAddress } from "@/lib/core/net/address";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { NetworkObject, Policy } from "@/lib/core/policy/schema";
import type { ExampleRow, ExampleView } from "./explain-view";
import type { ExplainInput } from "./find-rules";
import { isReachable, isSelf } from "./own-addresses";

const mostNetworks = 4;
const mostPorts = 6;

/** Addresses set aside for documentation (RFC 5737): one of them stands for somebody whom nobody knows. */
const strangers = ["198.51.100.77", "203.0.113.77", "192.0.2.77"];

function rangesOf({ entries }: NetworkObject): readonly AddressRange[] {
  return entries.flatMap((text) => {
    const entry = parseNetworkEntry(text);
    return "fault" in entry ? [] : [entry.range];
  });
}

/** One address of a network, for a packet has only one: the first that a machine may have. */
export function sampleAddress(network: NetworkObject): Address | null {
  const ranges = rangesOf(network);
  const range = ranges.find(({ family }) => family === 4) ?? ranges[0];
  if (range === undefined) return null;
  const { family, first, last } = range;
  // The first address of a larger block names the block itself.
  return { family, value: last - first >= 3n ? first + 1n : first };
}

function isIn(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some(
    ({ family, first, last }) => family === address.family && address.value >= first && address.value <= last,
  );
}

function stranger(input: ExplainInput): string {
  const ranges = input.objects.networks.flatMap(rangesOf);
  const unknown = strangers.find((text) => {
    const address = parseAddress(text);
    return address !== null && !isIn(address, ranges) && !isSelf(input.facts, address);
  });
  return unknown ?? strangers[0] ?? "";
}

const ping: ExampleView = { protocol: "ping", port: null, name: null, question: { proto: "ping" } };

/** What listens for others, each port once. */
function listening(facts: HostFacts | null): ExampleView[] {
  const examples = new Map<string, ExampleView>();
  for (const { protocol, port, program, address } of facts?.listeners ?? []) {
    const bound = parseAddress(address);
    if (bound !== null && bound.value !== 0n && !isReachable(bound)) continue;
    examples.set(`${protocol} ${port}`, {
      protocol,
      port,
      name: program,
      question: { proto: protocol, port: String(port) },
    });
  }
  return [...examples.values()].sort((a, b) => (a.port ?? 0) - (b.port ?? 0));
}

/** Services that somebody may use, where nothing is known to listen. */
function offered(policy: Policy | null, { objects }: ExplainInput): ExampleView[] {
  const named = new Set(policy?.purposes.flatMap(({ rules }) => rules.flatMap(({ services }) => services)));
  const wanted = named.size === 0 ? new Set(["ssh", "http", "https"]) : named;
  return objects.services
    .filter(({ name }) => wanted.has(name))
    .flatMap(({ name, parts }) =>
      parts.flatMap((part): ExampleView[] => {
        const [port] = part.protocol === "ping" ? [] : part.ports;
        return port === undefined || !/^\d+$/.test(port)
          ? []
          : [{ protocol: part.protocol, port: Number(port), name, question: { proto: part.protocol, port } }];
      }),
    );
}

/** Networks that the rules name, before those that none does. */
function chosenNetworks(policy: Policy | null, { objects }: ExplainInput): readonly NetworkObject[] {
  const named = new Set(policy?.purposes.flatMap(({ rules }) => rules.flatMap(({ sources }) => sources)));
  return objects.networks
    .toSorted((a, b) => Number(named.has(b.name)) - Number(named.has(a.name)))
    .slice(0, mostNetworks);
}

/** What a host usually asks of others. */
function asClient(facts: HostFacts | null, elsewhere: string): ExampleView[] {
  const resolver = facts?.resolvers.find((text) => {
    const address = parseAddress(text);
    return address !== null && !isSelf(facts, address);
  });
  const to = (address: string, protocol: string, port: number, name: string): ExampleView => ({
    protocol,
    port,
    name,
    question: { way: "out", to: address, proto: protocol, port: String(port) },
  });
  return [
    ...(resolver === undefined ? [] : [to(resolver, "udp", 53, "dns")]),
    to(elsewhere, "tcp", 443, "https"),
    to(elsewhere, "tcp", 25, "smtp"),
    to(elsewhere, "udp", 123, "ntp"),
  ];
}

/** Packets worth asking about: who the host knows, times what listens on it; and the host as a client. */
export function examplesFor(input: ExplainInput): ExampleRow[] {
  const { facts } = input;
  const policy = input.draft ?? input.confirmed?.policy ?? null;
  const open = listening(facts);
  const ports = [...(open.length > 0 ? open : offered(policy, input)).slice(0, mostPorts), ping];
  const coming = (who: ExampleRow["who"], name: string | null, address: string): ExampleRow => ({
    who,
    name,
    address,
    examples: ports.map((example) => ({ ...example, question: { ...example.question, from: address } })),
  });
  const networks = chosenNetworks(policy, input).flatMap((network) => {
    const address = sampleAddress(network);
    return address === null ? [] : [coming("network", network.name, formatAddress(address))];
  });
  const unknown = stranger(input);
  const panel = facts?.connection?.panelAddress;
  return [
    ...networks,
    ...(panel === undefined ? [] : [coming("panel", null, panel)]),
    coming("stranger", null, unknown),
    { who: "self", name: null, address: "", examples: asClient(facts, unknown) },
  ];
}
