import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { countAddresses, type IntervalSet, mergeRanges, setToPrefixes } from "@/lib/core/net/interval-set";
import { type AddressRange, parsePrefix, prefixRange, shortPrefix } from "@/lib/core/net/prefix";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { startingBody } from "@/lib/core/policy/roles";
import type { NetworkObject, Policy } from "@/lib/core/policy/schema";
import type { Counted } from "./counted";
import { namedNetworks } from "./named-networks";
import { isAbout, type Reach, reaches, shared, takesAll } from "./rule-reach";
import type { SeenDay } from "./seen-day";

/** What the looks tell of a rule that lets in. */
export type TightenRow = {
  readonly rule: string;
  readonly sources: readonly string[];
  readonly services: readonly string[];
  /**
   * `narrow`: it lets in more than came. `unused`: it counted nothing in all the time. `unseen`: it counted packets, and
   * no look saw a connection of it, so nothing can be told of who came.
   */
  readonly kind: "narrow" | "unused" | "unseen";
  /** Networks that came, as entries of a network object; empty but of `narrow`. */
  readonly networks: readonly string[];
  /** Network objects that hold all of these, to be let in by name; empty: there are none. */
  readonly names: readonly string[];
  /** Families in which it lets in somebody now, and would let in nobody. */
  readonly closes: readonly Family[];
  /** Days on which it counted packets and no look saw a connection of it; null: its counters are not known. */
  readonly unseenDays: number | null;
};

/** What all of it rests on; times are milliseconds since 1970. */
export type Basis = {
  readonly looks: number;
  readonly days: number;
  readonly from: number;
  readonly to: number;
  /** A look did not see all that was open. */
  readonly partial: boolean;
};

const day = 24 * 3_600_000;

/** Counters have to be known for so long before a rule is called unused, in milliseconds. */
export const unusedAfter = 29 * day;

/** More than the looks of a host leave out, and less than a use that matters takes, in milliseconds. */
const mostLost = 3_600_000;

/** Whether counters that stand at nothing say that nobody came: for long enough, on most days, and none of them lost. */
function isKnownUnused({ from, to, looked, lost }: Counted): boolean {
  const length = to - from;
  return length >= unusedAfter && looked >= (length / day) * (3 / 4) && lost <= mostLost;
}

/** Whether the rule is the panel's own way in, or may be: who narrows that locks the panel out. */
function isWayIn(reach: Reach, { controlPanelPort }: Policy, { connection }: HostFacts): boolean {
  if (reach.rule.admin || reach.ports === null || connection === null) return true;
  return [connection.hostPort, controlPanelPort].some((port) => port !== null && isAbout(reach, "tcp", port));
}

/** Whether the role itself means these services for everybody: a web page is for those who have not come yet. */
function isMeantForAll({ rule, role }: Reach): boolean {
  const meant = startingBody(role)
    .purposes.flatMap(({ rules }) => rules)
    .filter(({ sources }) => sources.includes("anyone"))
    .flatMap(({ services }) => services);
  return rule.sources.includes("anyone") && rule.services.every((service) => meant.includes(service));
}

type Came = {
  readonly ranges: IntervalSet;
  /** The same as they were kept: neighbours are not joined. */
  readonly parts: readonly AddressRange[];
  readonly days: ReadonlySet<string>;
  readonly more: boolean;
};

const isSame = (one: AddressRange, other: AddressRange) =>
  one.family === other.family && one.first === other.first && one.last === other.last;

/** Who came in by each rule. A network that several rules may have let in counts for each of them. */
function cameIn(all: readonly Reach[], days: readonly SeenDay[]): ReadonlyMap<string, Came> {
  const came = new Map<string, Came>();
  for (const { day, ports } of days) {
    for (const { protocol, port, networks, more } of ports) {
      const asked = all.filter((reach) => isAbout(reach, protocol, port));
      for (const text of networks) {
        const prefix = parsePrefix(text);
        if ("fault" in prefix) continue;
        const network = prefixRange(prefix);
        for (const reach of asked) {
          const part = shared(reach, network);
          if (part.length === 0) continue;
          const known = came.get(reach.rule.id);
          came.set(reach.rule.id, {
            ranges: mergeRanges([...(known?.ranges ?? []), ...part]),
            parts: [
              ...(known?.parts ?? []),
              ...part.filter((one) => !known?.parts.some((had) => isSame(had, one))),
            ],
            days: new Set([...(known?.days ?? []), day]),
            more: more || (known?.more ?? false),
          });
          if (takesAll(reach, network)) break;
        }
      }
    }
  }
  return came;
}

const familiesOf = (set: IntervalSet) => new Set(set.map(({ family }) => family));

function rowOf(
  { rule, sources, role, ports }: Reach,
  came: Came | undefined,
  { counted, networks }: { readonly counted: Counted | null; readonly networks: readonly NetworkObject[] },
): TightenRow | null {
  const { id, services } = rule;
  const own = counted?.rules.get(id) ?? null;
  const plain = { rule: id, sources: rule.sources, services, networks: [], names: [], closes: [] };
  if (came === undefined) {
    if (own === null || counted === null) return null;
    if (own.packets > 0) return { ...plain, kind: "unseen", unseenDays: own.days.length };
    return isKnownUnused(counted) ? { ...plain, kind: "unused", unseenDays: 0 } : null;
  }
  const { ranges, parts, days, more } = came;
  const meant = isMeantForAll({ rule, sources, role, ports });
  if (more || meant || countAddresses(ranges) >= countAddresses(sources)) return null;
  const named = namedNetworks(parts, sources, networks);
  const left = familiesOf(named?.ranges ?? ranges);
  return {
    ...plain,
    kind: "narrow",
    networks: setToPrefixes(ranges).map(shortPrefix),
    names: named?.names ?? [],
    closes: [...familiesOf(sources)].filter((family) => !left.has(family)),
    unseenDays: own === null ? null : own.days.filter((day) => !days.has(day)).length,
  };
}

/** The rules of which anything can be told, by their ids: none of what `tighten` leaves out. */
export function lookedAt(policy: Policy, facts: HostFacts): readonly string[] {
  if (isSandbox(policy)) return [];
  return ofInterest(reaches(policy, facts), policy, facts)
    .filter((reach) => !isMeantForAll(reach))
    .map(({ rule }) => rule.id);
}

function ofInterest(all: readonly Reach[], policy: Policy, facts: HostFacts): readonly Reach[] {
  return all
    .filter(({ rule }) => rule.verdict === "accept" && rule.until === undefined)
    .filter((reach) => !isWayIn(reach, policy, facts));
}

/**
 * What the samples of a host say of the rules of its confirmed policy: which let in more than came, and which nobody used.
 * Nothing is said of the ways by which the panel and the administrators come in, of what the role means for everybody,
 * and of access that ends by itself. `networks`: the objects that the draft can name. Samples see what lived at the
 * moment of a look, so what is short may have been missed.
 */
export function tighten(
  policy: Policy,
  facts: HostFacts,
  days: readonly SeenDay[],
  { counted, networks }: { readonly counted: Counted | null; readonly networks: readonly NetworkObject[] },
): readonly TightenRow[] {
  if (isSandbox(policy)) return [];
  const all = reaches(policy, facts);
  const came = cameIn(all, days);
  return ofInterest(all, policy, facts).flatMap(
    (reach) => rowOf(reach, came.get(reach.rule.id), { counted, networks }) ?? [],
  );
}

/** What the samples rest on; null: nobody has looked yet. */
export function basisOf(days: readonly SeenDay[]): Basis | null {
  if (days.length === 0) return null;
  return {
    looks: days.reduce((sum, { looks }) => sum + looks, 0),
    days: days.length,
    from: Math.min(...days.map(({ firstAt }) => firstAt)),
    to: Math.max(...days.map(({ lastAt }) => lastAt)),
    partial: days.some(({ partial }) => partial),
  };
}
