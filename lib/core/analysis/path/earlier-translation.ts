import type { PortRange } from "@/lib/core/net/port-range";
import type { Packet, PacketChain, PacketHook } from "@/lib/core/packet/packet";
import type { Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import { doubtText } from "../doubt";
import { walkChain } from "../interpret";
import { setOut } from "../traveller";
import type { Dependency } from "../verdict";
import type { End } from "../walk";
import type { PathHost } from "./path-host";
import { addressKind } from "./route-table";
import { rewritesDestination } from "./stage-plan";
import { isNat } from "./translate";

const translating = new WeakMap<Table, boolean>();

/** Whether a table translates anything at all. */
export function translates(table: Table): boolean {
  const before = translating.get(table);
  if (before !== undefined) return before;
  const does = table.chains.some(({ rules }) =>
    rules.some(({ target }) => isNat(target) || target.kind === "opaque"),
  );
  translating.set(table, does);
  return does;
}

export function natTable(ruleset: Ruleset): Table | null {
  return ruleset.tables.find(({ name }) => name === "nat") ?? null;
}

/** Where the first packet of a connection met the rules whose work is undone for a reply at the hook. */
const mirrored: Readonly<Record<PacketHook, PacketHook>> = {
  PREROUTING: "POSTROUTING",
  POSTROUTING: "PREROUTING",
  INPUT: "OUTPUT",
  OUTPUT: "INPUT",
  FORWARD: "FORWARD",
};

const opposite: Readonly<Record<PacketChain, PacketChain>> = {
  INPUT: "OUTPUT",
  OUTPUT: "INPUT",
  FORWARD: "FORWARD",
};

/** The connection's first packet, as far as a later one tells it. */
function firstPacket(packet: Packet, hook: PacketHook, reply: boolean): Packet {
  const first: Packet = {
    ...packet,
    state: "NEW",
    direction: "ORIGINAL",
    flags: null,
    hopLimit: null,
    mark: null,
    connectionMark: null,
    translated: "none",
    hook,
  };
  if (!reply) return first;
  // What a translation at the hook would have written over is not known.
  const destination = rewritesDestination(hook);
  return {
    ...first,
    chain: opposite[packet.chain],
    in: packet.out,
    out: packet.in,
    source: destination ? packet.destination : null,
    sourcePort: destination ? packet.destinationPort : null,
    destination: destination ? null : packet.source,
    destinationPort: destination ? null : packet.sourcePort,
    user: null,
    sender: null,
  };
}

function overlap(a: PortRange | null, b: PortRange | null): boolean {
  return a === null || b === null || (a.first <= b.last && b.first <= a.last);
}

/**
 * Whether a reply can be one to a connection that was translated so: it comes to the source that the first packet was
 * given, or from the destination. MASQUERADE gives one of this host's own addresses.
 */
function answers(table: Table, end: End, reply: Packet, hook: PacketHook, host: PathHost | null): boolean {
  const { packet } = end.traveller;
  const destination = rewritesDestination(hook);
  const given = destination ? packet.destination : packet.source;
  const port = destination ? packet.destinationPort : packet.sourcePort;
  const has = destination ? reply.source : reply.destination;
  if (!overlap(port, destination ? reply.sourcePort : reply.destinationPort)) return false;
  if (given !== null) return has === null || given.value === has.value;
  const chain = table.chains.find(({ name }) => name === end.rule?.chain);
  const own = chain?.rules[end.rule?.index ?? -1]?.target.kind === "masquerade";
  return !own || host === null || has === null || addressKind(host, has) === "LOCAL";
}

/** A rule at a hook that may have translated the connection of a later packet; null: none can have. */
function suspect(
  table: Table,
  later: Packet,
  hook: PacketHook,
  reply: boolean,
  host: PathHost | null,
): Dependency | null {
  if (!table.chains.some(({ name }) => name === hook)) return null;
  const place = { family: later.family, table: "nat", hook, host, rates: "open", trace: false } as const;
  const { ends } = walkChain(table, setOut(firstPacket(later, hook, reply)), place);
  const changing = ends.find(
    (end) =>
      end.fate === "unknown" ||
      (end.traveller.packet.translated !== "none" && (!reply || answers(table, end, later, hook, host))),
  );
  if (changing === undefined) return null;
  return { kind: "unsaid", text: doubtText("earlier-nat", {}), rule: changing.rule };
}

/**
 * Later packets of a connection are translated as its first one was, and nat is not asked for them
 * (nf_nat_inet_fn, nf_nat_core.c). Why it is not known what that was; null where it is: nothing.
 */
export function earlierTranslation(
  ruleset: Ruleset,
  hook: PacketHook,
  packet: Packet,
  host: PathHost | null,
): Dependency | null {
  const destination = rewritesDestination(hook);
  const reply = packet.direction === "REPLY";
  if (packet.translated) {
    // For a reply the ends are the other way round.
    const word = destination !== reply ? "dnat" : "snat";
    const is = packet.translated === "both" || packet.translated === word;
    const sure = packet.direction !== null || packet.translated === "none";
    if (sure && !is) return null;
    return { kind: "unsaid", text: doubtText("earlier-unsaid", {}), rule: null };
  }
  const table = natTable(ruleset);
  if (table === null || !translates(table)) return null;
  // What is related to a connection is translated with it, and says nothing of it.
  if (packet.state === "RELATED") {
    return {
      kind: "unsaid",
      text: doubtText("earlier-related", {}),
      rule: null,
    };
  }
  const original = packet.direction === "REPLY" ? null : suspect(table, packet, hook, false, host);
  if (original !== null || packet.direction === "ORIGINAL") return original;
  return suspect(table, packet, mirrored[hook], true, host);
}
