import { claimLegs } from "@/lib/core/analysis/assertion/claim-legs";
import { cellClaim } from "@/lib/core/analysis/exposure/read-grid";
import { follow } from "@/lib/core/analysis/path/follow";
import type { PathHost } from "@/lib/core/analysis/path/path-host";
import type { PacketPattern } from "@/lib/core/analysis/reach/packet-pattern";
import { askReach, type Reach, type Share } from "@/lib/core/analysis/reach/reach";
import type { ShareTold } from "@/lib/core/assertion/exposure-question";
import type { RuleTold } from "@/lib/core/meaning/meaning";
import { conditionsByName, conditionsTold, endTold, ruleTold } from "@/lib/core/meaning/rules-told";
import { type AddressNames, tellSome } from "@/lib/core/meaning/tell-addresses";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { type AddressRange, type Prefix, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Destination, EntryTold, Found } from "./exposure-rows";
import type { HeardAt } from "./socket";
import { type WayRules, waysIn } from "./way";

/** One port in one family. */
export type PortQuestion = {
  readonly protocol: "tcp" | "udp";
  readonly ports: PortRange;
  readonly at: Extract<HeardAt, { kind: "heard" }>;
};

const protocolNumbers = { tcp: 6, udp: 17 } as const;

/** The first packets that anybody outside may send to a port; null: the host has no address that they could name. */
function patternOf(
  { protocol, ports, at }: PortQuestion,
  family: Family,
  host: PathHost | null,
): PacketPattern | null {
  const service = { kind: "protocol", protocol: protocolNumbers[protocol], ports: [ports] } as const;
  const [leg] = claimLegs(cellClaim(null, [service], false, { family, host }), family, host);
  if (leg === undefined) return null;
  const bound = at.interface === null ? {} : { in: at.interface };
  return { ...leg.pattern, ...bound, ...(at.addresses === null ? {} : { destinations: at.addresses }) };
}

function prefixAt(text: string, length: number): Prefix {
  const address = parseAddress(text);
  if (address === null) throw new RangeError(text);
  return prefixOf(address, length);
}

/** Addresses that no router hands on (RFC 3927, RFC 4291), and those that many share. */
const near: Readonly<Record<Family, readonly AddressRange[]>> = {
  4: [prefixAt("169.254.0.0", 16), prefixAt("224.0.0.0", 4), prefixAt("255.255.255.255", 32)].map(
    prefixRange,
  ),
  6: [prefixAt("fe80::", 10), prefixAt("ff00::", 8)].map(prefixRange),
};

function isLinkOnly(destinations: readonly AddressRange[], family: Family): boolean {
  return destinations.every((range) =>
    near[family].some(({ first, last }) => first <= range.first && range.last <= last),
  );
}

/** A rule by its place in the tables as they are: a way has some of their rules only. */
function inPlace(ruleset: Ruleset, told: RuleTold | null): RuleTold | null {
  if (told === null) return null;
  const { chains = [] } = ruleset.tables.find(({ name }) => name === told.table) ?? {};
  const index = chains.find(({ name }) => name === told.ref.chain)?.rules.indexOf(told.rule) ?? -1;
  return index < 0 ? told : { ...told, ref: { ...told.ref, index } };
}

function interfaceOf(told: RuleTold | null): string | null {
  const match = told?.rule.matches.find((one) => one.kind === "in-interface" && !one.negated);
  return match?.kind === "in-interface" ? match.name : null;
}

/** Those who get in by one way; `assumes`: rates that were taken to be kept. */
type Entry = { readonly way: WayRules; readonly share: Share; readonly assumes: readonly string[] };

/** Tells shares of one family in names. */
class Teller {
  constructor(
    private readonly ruleset: Ruleset,
    private readonly host: PathHost | null,
    private readonly names: AddressNames,
  ) {}

  share(share: Share, asked: Reach["asked"], rules = this.ruleset): ShareTold {
    const { sources, sample, rule, conditions } = share;
    const known = conditionsByName([rules], new Set(conditions));
    return {
      sources: sources && tellSome(sources, asked ?? this.ruleset.family, this.names),
      sample,
      rule: inPlace(this.ruleset, ruleTold(rules, rule)),
      conditions: conditionsTold(conditions, known),
    };
  }

  end({ sample, conditions }: Share, rules: Ruleset) {
    if (conditions.length > 0) return null;
    return endTold(rules, follow(rules, sample, this.host, { trace: false }));
  }

  entry({ way: { way, rules }, share, assumes: names }: Entry, asked: Reach["asked"]): EntryTold {
    const { leaves, movedBy } = follow(rules, share.sample, this.host, { trace: false });
    const to: Destination | null =
      movedBy.length === 0
        ? null
        : {
            address: leaves?.destination == null ? null : formatAddress(leaves.destination),
            port: leaves?.destinationPort?.first ?? null,
          };
    const told = this.share(share, asked, rules);
    const assumes = conditionsTold(names, conditionsByName([rules], new Set(names)));
    return { ...told, way, end: this.end(share, rules), over: interfaceOf(told.rule), to, assumes };
  }

  found(pattern: PacketPattern, whole: Reach, entries: readonly EntryTold[]): Found {
    const { asked, shut, depends } = whole;
    return {
      kind: "read",
      entries,
      depends: depends && this.share(depends, asked),
      shut: shut && { ...this.share(shut, asked), end: this.end(shut, this.ruleset) },
      linkOnly: pattern.destinations != null && isLinkOnly(pattern.destinations, this.ruleset.family),
    };
  }
}

/** Who gets in by each way, for the patterns that somebody gets in to; null: too complex to decide. */
function readWays(
  ruleset: Ruleset,
  patterns: readonly PacketPattern[],
  whole: readonly Reach[],
  host: PathHost | null,
): readonly (readonly Entry[])[] | null {
  const entered = whole.flatMap(({ open }, index) => (open === null ? [] : [index]));
  const found = patterns.map((): Entry[] => []);
  if (entered.length === 0) return found;
  const ways = waysIn(ruleset);
  const asked = entered.flatMap((index) => patterns[index] ?? []);
  for (const way of ways) {
    const [only] = ways.length === 1 ? [whole] : [];
    const reaches = only
      ? entered.map((index) => only[index] ?? null)
      : askReach(way.rules, asked, { host }, ({ glance, read }) =>
          asked.map((_, at) => (glance(at).open ? read(at) : null)),
        );
    if (reaches === null) return null;
    for (const [at, index] of entered.entries()) {
      const reach = reaches[at];
      if (reach?.open) found[index]?.push({ way, share: reach.open, assumes: reach.assumes });
    }
  }
  return found;
}

/** Who reaches each port in one family, by which ways, by which rules. */
export function readSockets(
  ruleset: Ruleset,
  host: PathHost | null,
  questions: readonly PortQuestion[],
  names: AddressNames,
): readonly Found[] {
  const asked = questions.map((question) => patternOf(question, ruleset.family, host));
  const patterns = asked.filter((pattern) => pattern !== null);
  const whole = askReach(ruleset, patterns, { host }, ({ read }) => patterns.map((_, index) => read(index)));
  const ways = whole && readWays(ruleset, patterns, whole, host);
  const teller = new Teller(ruleset, host, names);
  return asked.map((pattern): Found => {
    if (pattern === null) return { kind: "no-address" };
    const at = patterns.indexOf(pattern);
    const [reach, entries] = [whole?.[at], ways?.[at]];
    if (reach === undefined || entries === undefined) return { kind: "too-complex" };
    return teller.found(
      pattern,
      reach,
      entries.map((entry) => teller.entry(entry, reach.asked)),
    );
  });
}
