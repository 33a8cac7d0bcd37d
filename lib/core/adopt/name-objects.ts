import { formatAddress, lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { mergeRanges } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { formatPortRange, type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import { type AddressRange, rangeToPrefixes, shortPrefix } from "@/lib/core/net/prefix";
import { everyService, type NetworkObject, type ServiceObject } from "@/lib/core/policy/schema";
import type { Box, Services } from "./box";

/** More entries than this in one rule become one object instead of one each. */
const singly = 4;
/** Ports that one part of a service object holds. */
const mostPorts = 64;

function rangeText(range: AddressRange): string {
  const [prefix, ...more] = rangeToPrefixes(range);
  if (prefix !== undefined && more.length === 0) return shortPrefix(prefix);
  const { family, first, last } = range;
  return `${formatAddress({ family, value: first })}-${formatAddress({ family, value: last })}`;
}

/** A text as the name of an object, which knows neither colon nor slash. */
function asName(text: string): string {
  return text
    .replaceAll("/", "_")
    .replaceAll(":", "-")
    .replace(/^-+/, "0-")
    .replace(/-+(_\d+)?$/, "-0$1")
    .slice(0, 50)
    .replace(/[- ]+$/, "");
}

const setKey = (ranges: readonly AddressRange[]) =>
  mergeRanges(ranges)
    .map(({ family, first, last }) => `${family} ${first}-${last}`)
    .join();

/** The prefixes that rules ask for where a policy names these addresses, each by a text. */
const prefixKeys = (ranges: readonly AddressRange[]) =>
  ranges.flatMap(rangeToPrefixes).map(({ family, value, length }) => `${family} ${value}/${length}`);

function rangesOf(network: NetworkObject): AddressRange[] {
  return network.entries.flatMap((text) => {
    const entry = parseNetworkEntry(text);
    return "fault" in entry ? [] : [entry.range];
  });
}

const portKey = (protocol: "tcp" | "udp", { first, last }: PortRange) => `${protocol} ${first}-${last}`;

function tokensOf(service: ServiceObject): string[] {
  return service.parts.flatMap((part) =>
    part.protocol === "ping"
      ? ["ping"]
      : part.ports.map((text) => {
          const range = parsePortRange(text);
          return "fault" in range ? "fault" : portKey(part.protocol, range);
        }),
  );
}

type NamedPrefixes = { readonly name: string; readonly prefixes: readonly string[] };
type NamedPorts = { readonly name: string; readonly tokens: readonly string[]; readonly rank: number };

/** Finds the objects that rules need by what they hold, and makes those that are missing. */
export class ObjectNames {
  readonly networks: NetworkObject[] = [];
  readonly services: ServiceObject[] = [];
  private readonly byAddresses = new Map<string, string>();
  /** Networks by their first prefix, those that hold most first. */
  private readonly byFirst = new Map<string, NamedPrefixes[]>();
  /** Services by each of their ports; `rank`: the lower one is tried first. */
  private readonly byToken = new Map<string, NamedPorts[]>();
  private ranks = 0;
  private readonly taken = new Set<string>(["anyone", "panel", everyService]);

  constructor(networks: readonly NetworkObject[], services: readonly ServiceObject[]) {
    for (const network of networks) {
      this.taken.add(network.name);
      const ranges = rangesOf(network);
      const key = setKey(ranges);
      if (!this.byAddresses.has(key)) this.byAddresses.set(key, network.name);
      const prefixes = prefixKeys(ranges);
      const [first] = prefixes;
      if (first === undefined) continue;
      const list = [...(this.byFirst.get(first) ?? []), { name: network.name, prefixes }];
      this.byFirst.set(
        first,
        list.toSorted((a, b) => b.prefixes.length - a.prefixes.length),
      );
    }
    const named = services.map((service) => ({ name: service.name, tokens: tokensOf(service) }));
    // The one that says most first: dns before a single port 53.
    for (const { name, tokens } of named.toSorted((a, b) => b.tokens.length - a.tokens.length)) {
      this.taken.add(name);
      this.index(name, tokens);
    }
  }

  private index(name: string, tokens: readonly string[]): void {
    const entry = { name, tokens, rank: this.ranks++ };
    for (const token of tokens) {
      const list = this.byToken.get(token);
      if (list === undefined) this.byToken.set(token, [entry]);
      else list.push(entry);
    }
  }

  private free(wish: string): string {
    let name = wish;
    for (let count = 2; this.taken.has(name); count++) name = `${wish} ${count}`;
    this.taken.add(name);
    return name;
  }

  private network(ranges: readonly AddressRange[], wish: string): string {
    const key = setKey(ranges);
    const known = this.byAddresses.get(key);
    if (known !== undefined) return known;
    const name = this.free(wish);
    this.byAddresses.set(key, name);
    this.networks.push({ name, entries: ranges.map(rangeText), note: "" });
    return name;
  }

  private rangeName(range: AddressRange): string {
    const whole = (family: Family) =>
      range.family === family && range.first === 0n && range.last === lastAddressValue(family);
    if (whole(4)) return "IPv4";
    return whole(6) ? "IPv6" : asName(rangeText(range));
  }

  /** Names for the far end of a rule. */
  far(box: Box): string[] {
    if (box.far === null) return ["anyone"];
    const ranges = box.far;
    const all = this.byAddresses.get(setKey(ranges));
    if (all !== undefined) return [all];
    const { names, left } = this.knownIn(ranges);
    if (left.length <= singly) {
      return [...new Set([...names, ...left.map((range) => this.network([range], this.rangeName(range)))])];
    }
    const [first] = left;
    const wish = first === undefined ? "0" : `${this.rangeName(first)} .. ${left.length}`;
    return [...names, this.network(left, wish)];
  }

  /** Networks that are known and of which every prefix is asked for; `left`: the ranges that are in none of them. */
  private knownIn(ranges: readonly AddressRange[]): { names: string[]; left: readonly AddressRange[] } {
    const open = new Set(prefixKeys(ranges));
    const names: string[] = [];
    for (const key of [...open]) {
      const found = this.byFirst.get(key)?.find(({ prefixes }) => prefixes.every((one) => open.has(one)));
      if (found === undefined) continue;
      names.push(found.name);
      for (const one of found.prefixes) open.delete(one);
    }
    return { names, left: ranges.filter((range) => prefixKeys([range]).some((one) => open.has(one))) };
  }

  private service(parts: ServiceObject["parts"], wish: string): string {
    const name = this.free(wish);
    const made: ServiceObject = { name, parts, note: "" };
    this.services.push(made);
    this.index(name, tokensOf(made));
    return name;
  }

  /** Names for the services of a rule. */
  servicesOf(services: Services | "all"): string[] {
    if (services === "all") return [everyService];
    const names: string[] = [];
    let left: string[] = [
      ...services.tcp.map((range) => portKey("tcp", range)),
      ...services.udp.map((range) => portKey("udp", range)),
      ...(services.ping ? ["ping"] : []),
    ];
    const candidates = [...new Set(left.flatMap((token) => this.byToken.get(token) ?? []))];
    for (const { name, tokens } of candidates.toSorted((a, b) => a.rank - b.rank)) {
      if (!tokens.every((token) => left.includes(token))) continue;
      names.push(name);
      left = left.filter((token) => !tokens.includes(token));
    }
    if (left.includes("ping")) names.push(this.service([{ protocol: "ping" }], "ping"));
    for (const protocol of ["tcp", "udp"] as const) {
      const ports = services[protocol]
        .filter((range) => left.includes(portKey(protocol, range)))
        .map((range) => formatPortRange(range).replace(":", "-"));
      if (ports.length > singly) {
        for (let at = 0; at < ports.length; at += mostPorts) {
          const some = ports.slice(at, at + mostPorts);
          names.push(this.service([{ protocol, ports: some }], `${protocol} ${some[0]} .. ${some.at(-1)}`));
        }
      } else {
        names.push(
          ...ports.map((port) => this.service([{ protocol, ports: [port] }], `${protocol} ${port}`)),
        );
      }
    }
    return names;
  }
}
