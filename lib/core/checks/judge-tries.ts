import { conditionText } from "@/lib/core/analysis/condition";
import { type PathHost, pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { type Family, families } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Check, type ExpectedOutcome, gotThrough, type Seen } from "./check";
import { type Expectation, expectOutcome, type Probe } from "./expect-outcome";
import { type Judgement, judgeCheck } from "./judge-check";
import { asRemembered, pastConditions } from "./remembered";

/** The tables of each family; null: the host lacks it, or they cannot be read. */
export type Tables = Readonly<Record<Family, Ruleset | null>>;

/** What a run of checks is held against. */
export type Grounds = {
  /** The host under check as it was read. */
  readonly facts: HostFacts;
  /** As confirmed; where nothing was, the live rules. */
  readonly intended: Tables;
  readonly live: Tables;
};

/** Where a try came from and went, as the host saw it; `source` null: not known. */
export type SentPacket = { readonly source: string | null; readonly destination: string };

/** One try beside what it should have met. `rule` and `liveRule` are in iptables' words, where one decides. */
export type CheckTry = {
  readonly seen: Seen;
  /** Of several the first; null: not known. */
  readonly sent: SentPacket | null;
  readonly intended: ExpectedOutcome;
  readonly rule: string | null;
  readonly live: ExpectedOutcome;
  readonly liveRule: string | null;
  /** Where it cannot be told what was intended: on what that hangs, as in `Expectation`. */
  readonly hangsOn: readonly string[];
  readonly judgement: Judgement;
};

const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";

/** The one address of a family that the host sends from; null: there are several, or none. */
export function sendsFrom(facts: HostFacts, family: Family): string | null {
  const own = facts.addresses.filter(
    (one) =>
      one.family === family &&
      one.interface !== "lo" &&
      !isLoopback(one.address) &&
      !/^fe[89ab]/i.test(one.address),
  );
  return own.length === 1 ? (own[0]?.address ?? null) : null;
}

/** `of`: the condition that is remembered; null: all are. */
function remembering(tables: Tables, of: string | null = null): Tables {
  const known = (ruleset: Ruleset | null) =>
    ruleset && asRemembered(ruleset, (match) => of === null || conditionText(match, ruleset.family) === of);
  return { 4: known(tables[4]), 6: known(tables[6]) };
}

const unknown: Expectation = { outcome: "cannot-tell", rule: null, hangsOn: [] };

function expectation(tables: Tables, hosts: Readonly<Record<Family, PathHost>>, probe: Probe): Expectation {
  const family = parseAddress(probe.destination)?.family;
  const ruleset = family === undefined ? null : tables[family];
  return family === undefined || ruleset === null ? unknown : expectOutcome(ruleset, hosts[family], probe);
}

/** What packets a try is made of; empty: that is not known. Of several, one that works is enough. */
function probesOf(
  { from, kind, port }: Check,
  { address, family }: Seen,
  facts: HostFacts,
  sources: Readonly<Record<Family, string | null>>,
): readonly Probe[] {
  if (from.kind !== "host") {
    if (address === null || family === null) return [];
    const { connection } = facts;
    // A host behind a one-to-one translation never sees the address at which it is called.
    const isOwn = (heard: string) => facts.addresses.some((one) => one.address === heard);
    const heard = isOwn(address)
      ? address
      : connection && parseAddress(connection.hostAddress)?.family === family
        ? connection.hostAddress
        : null;
    // Where its addresses were not read, it is not known that such a packet is for the host at all.
    if (heard === null || !isOwn(heard)) return [];
    return [{ way: "in", protocol: "tcp", source: sources[family], destination: heard, port }];
  }
  const out = (destination: string, protocol: Probe["protocol"]): Probe[] => {
    const of = parseAddress(destination)?.family;
    if (of === undefined) return [];
    return [
      { way: "out", protocol, source: sendsFrom(facts, of), destination, port: kind === "dns" ? 53 : port },
    ];
  };
  // What a resolver on the host itself asks, and whom, is not told by the file that names it.
  if (kind === "dns")
    return facts.resolvers.filter((one) => !isLoopback(one)).flatMap((one) => out(one, "udp"));
  return address === null ? [] : out(address, kind === "ping" ? "ping" : "tcp");
}

function best(expected: readonly Expectation[]): Expectation {
  const rank: readonly ExpectedOutcome[] = ["works", "cannot-tell", "refused", "unreachable", "silent"];
  return expected.toSorted((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome))[0] ?? unknown;
}

function listensAt(facts: HostFacts, { port }: Check, family: Family | null): boolean {
  return facts.listeners.some(
    (one) => one.protocol === "tcp" && one.port === port && one.family === family && !isLoopback(one.address),
  );
}

/** All addresses that a look-up found are one answer. */
function joined(check: Check, seen: readonly Seen[]): readonly Seen[] {
  const [first] = seen;
  if (check.kind !== "dns" || first === undefined || first.address === null) return seen;
  const words = seen.map(({ address }) => address).join(", ");
  return [{ ...first, address: null, family: null, words }];
}

/**
 * Holds what was seen of one check against the rules. `sources`: the address that it came from as far as that is known,
 * for checks that come in.
 */
export function judgeTries(
  check: Check,
  seen: readonly Seen[],
  { facts, intended, live }: Grounds,
  sources: Readonly<Record<Family, string | null>>,
): readonly CheckTry[] {
  const hosts = { 4: pathHost(facts, 4), 6: pathHost(facts, 6) };
  return joined(check, seen).map((one) => {
    const probes = probesOf(check, one, facts, sources);
    const plainly = (tables: Tables) => best(probes.map((probe) => expectation(tables, hosts, probe)));
    // Who was let in was not remembered; who was not may be, for what it tried before.
    const by = (tables: Tables): Expectation => {
      const wanted = plainly(tables);
      if (wanted.outcome !== "works" || gotThrough(one.outcome)) return wanted;
      if (plainly(remembering(tables)).outcome === "works") return wanted;
      const ruleset = one.family === null ? null : tables[one.family];
      const past = ruleset === null ? [] : pastConditions(ruleset);
      const hangsOn = past.filter((text) => plainly(remembering(tables, text)).outcome !== "works");
      return { ...unknown, hangsOn };
    };
    const [wanted, now] = [by(intended), by(live)];
    const [first] = probes;
    return {
      seen: one,
      sent: first ? { source: first.source, destination: first.destination } : null,
      intended: wanted.outcome,
      rule: wanted.rule,
      live: now.outcome,
      liveRule: now.rule,
      hangsOn: wanted.hangsOn,
      judgement: judgeCheck({
        way: check.from.kind === "host" ? "out" : "in",
        intended: wanted.outcome,
        live: now.outcome,
        seen: one.outcome,
        listens: listensAt(facts, check, one.family),
        looksUp: check.kind === "dns",
        pings: check.kind === "ping",
      }),
    };
  });
}

/**
 * Leaves out what a role brings to be refused where the rules do not refuse it: nobody answers there, so that it would
 * prove nothing.
 */
export function worthTrying(checks: readonly Check[], grounds: Omit<Grounds, "live">): readonly Check[] {
  const hosts = { 4: pathHost(grounds.facts, 4), 6: pathHost(grounds.facts, 6) };
  return checks.filter((check) => {
    const { reason, target } = check;
    const family = target === null ? null : (parseAddress(target)?.family ?? null);
    if (reason !== "forbidden" || family === null) return true;
    const at = { address: target, family } as Seen;
    const probes = probesOf(check, at, grounds.facts, { 4: null, 6: null });
    const { outcome } = best(probes.map((probe) => expectation(grounds.intended, hosts, probe)));
    return outcome !== "works" && outcome !== "cannot-tell";
  });
}

/** Addresses of the host that others on the internet can name. */
export function publicAddresses(facts: HostFacts): readonly string[] {
  const inner =
    /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
  return families.flatMap((family) =>
    facts.addresses
      .filter(
        (one) =>
          one.family === family && (family === 4 ? !inner.test(one.address) : /^[23]/.test(one.address)),
      )
      .map(({ address }) => address)
      .slice(0, 1),
  );
}
