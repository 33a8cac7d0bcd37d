import { follow } from "@/lib/core/analysis/path/follow";
import type { PathHost } from "@/lib/core/analysis/path/path-host";
import type { PathVerdict } from "@/lib/core/analysis/path/path-verdict";
import { parseAddress } from "@/lib/core/net/address";
import { type PortRange, unprivilegedPorts } from "@/lib/core/net/port-range";
import { onePort, type Packet, type PacketFlag } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { ExpectedOutcome } from "./check";

/** One packet that a check sends, and the answer that it hopes for. */
export type Probe = {
  /** As the host under check sees it. */
  readonly way: "in" | "out";
  readonly protocol: "ping" | "tcp" | "udp";
  /** Null: not known. */
  readonly source: string | null;
  readonly destination: string;
  /** Null for a ping. */
  readonly port: number | null;
};

/**
 * `rule` decides, in iptables' words; null: a chain policy, or a host elsewhere, or it cannot be told. `hangsOn`: where it
 * cannot be told, the conditions that it hangs on as far as they are known, in iptables' words or a sentence of `doubt.ts`.
 */
export type Expectation = {
  readonly outcome: ExpectedOutcome;
  readonly rule: string | null;
  readonly hangsOn: readonly string[];
};

const protocolOf = (protocol: Probe["protocol"], family: 4 | 6) =>
  protocol === "tcp" ? 6 : protocol === "udp" ? 17 : family === 4 ? 1 : 58;

/** Where routes were not read: the one interface besides the loopback that has addresses, else null. */
function onlyInterface(host: PathHost | null): string | null {
  if (host === null || host.routes !== null) return null;
  const names = new Set(host.addresses.map((one) => one.interface).filter((name) => name !== "lo"));
  const [only = null] = names;
  return names.size === 1 ? only : null;
}

function packets(ruleset: Ruleset, host: PathHost | null, probe: Probe): readonly [Packet, Packet] | null {
  const source = probe.source === null ? null : parseAddress(probe.source);
  const destination = parseAddress(probe.destination);
  const { family } = ruleset;
  if (destination?.family !== family || (source !== null && source.family !== family)) return null;
  const isPing = probe.protocol === "ping";
  const flags = (...set: PacketFlag[]) => (probe.protocol === "tcp" ? set : null);
  const echo = (type: number) => (isPing ? { type, code: 0 } : null);
  const ports = (range: PortRange) => (isPing ? null : range);
  const there = ports(onePort(probe.port ?? 0));
  const holder =
    host?.addresses.find(({ address }) => address.value === destination.value)?.interface ?? null;
  const wayOut = holder === null && probe.way === "out" ? onlyInterface(host) : null;
  const base = { family, protocol: protocolOf(probe.protocol, family), hopLimit: 64 } as const;
  // Checks on a host run as root.
  const sender = { kind: "uid", uid: 0 } as const;
  const inward = probe.way === "in";
  const first: Packet = {
    ...base,
    chain: inward ? "INPUT" : "OUTPUT",
    in: inward ? holder : null,
    out: wayOut,
    source,
    destination,
    sourcePort: ports(unprivilegedPorts),
    destinationPort: there,
    flags: flags("SYN"),
    icmp: echo(family === 4 ? 8 : 128),
    state: "NEW",
    direction: "ORIGINAL",
    user: inward ? { kind: "none" } : sender,
  };
  const answer: Packet = {
    ...base,
    chain: inward ? "OUTPUT" : "INPUT",
    in: null,
    out: inward ? holder : null,
    source: destination,
    destination: source,
    sourcePort: there,
    destinationPort: ports(unprivilegedPorts),
    flags: flags("SYN", "ACK"),
    icmp: echo(family === 4 ? 0 : 129),
    state: "ESTABLISHED",
    direction: "REPLY",
    // A translation would be seen in the first packet.
    translated: "none",
    user: null,
  };
  return [first, answer];
}

/** What a program sees of a rule's answer: errno of connect(2), or the words of ping. */
function rejected(probe: Probe, verdict: PathVerdict): ExpectedOutcome {
  if (probe.protocol === "ping") return "unreachable";
  const how = / --reject-with (\S+)/.exec(verdict.rule?.text ?? "")?.[1] ?? "port-unreachable";
  return how === "tcp-reset" || how.endsWith("port-unreachable") ? "refused" : "unreachable";
}

/** What an answer hangs on, each once; empty unless it cannot be told. */
const hanging = ({ dependsOn }: PathVerdict) => [...new Set(dependsOn.map(({ text }) => text))];

/**
 * What one check meets by these rules, if what it asks for is there: the first packet and its answer are followed through
 * all tables of the host.
 */
export function expectOutcome(ruleset: Ruleset, host: PathHost | null, probe: Probe): Expectation {
  const asked = packets(ruleset, host, probe);
  if (asked === null) return { outcome: "cannot-tell", rule: null, hangsOn: [] };
  const [first, answer] = asked;
  const there = follow(ruleset, first, host, { trace: false });
  const rule = there.rule?.text ?? null;
  switch (there.verdict) {
    case "cannot-tell":
      return { outcome: "cannot-tell", rule, hangsOn: hanging(there) };
    case "reject":
      return { outcome: rejected(probe, there), rule, hangsOn: [] };
    case "drop":
      return { outcome: "silent", rule, hangsOn: [] };
    case "accept":
      break;
  }
  // Who answers elsewhere, answers on a way of its own.
  if (there.movedBy.length > 0) return { outcome: "works", rule: null, hangsOn: [] };
  // The answer comes in where the first packet left.
  const back = follow(
    ruleset,
    probe.way === "in" ? answer : { ...answer, in: there.leaves?.out ?? first.out },
    host,
    { trace: false },
  );
  if (back.verdict === "accept") return { outcome: "works", rule, hangsOn: [] };
  return {
    // Whoever is told of a refused answer, it is not the one who waits for it.
    outcome: back.verdict === "cannot-tell" ? "cannot-tell" : "silent",
    rule: back.rule?.text ?? null,
    hangsOn: hanging(back),
  };
}
