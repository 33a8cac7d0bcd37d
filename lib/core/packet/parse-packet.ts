import type { Address } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { error, fail, notice, ok, type Problem, type Result } from "@/lib/core/problem/problem";
import { carriesPorts, isUntrackedIcmp, type Packet, packetChains, packetStates } from "./packet";
import {
  isFault,
  readAddress,
  readFlags,
  readHopLimit,
  readIcmp,
  readInterface,
  readMark,
  readPorts,
  readProtocol,
  readSender,
  readTranslation,
  readUser,
  readWord,
} from "./packet-fields";

const readers = {
  chain: (text: string) => readWord(text, packetChains),
  family: (text: string) => (text === "4" ? 4 : text === "6" ? 6 : { expected: "4 or 6" }) as Family,
  in: readInterface,
  out: readInterface,
  src: readAddress,
  dst: readAddress,
  proto: readProtocol,
  sport: readPorts,
  dport: readPorts,
  icmp: readIcmp,
  state: (text: string) => readWord(text, packetStates),
  flags: readFlags,
  ctdir: (text: string) => readWord(text, ["ORIGINAL", "REPLY"] as const),
  origdport: readPorts,
  user: readUser,
  hoplimit: readHopLimit,
  mac: readSender,
  mark: readMark,
  connmark: readMark,
  nat: readTranslation,
} as const;

type Key = keyof typeof readers;
type Fields = { [K in Key]?: Exclude<ReturnType<(typeof readers)[K]>, { expected: string }> };

const keys = Object.keys(readers) as Key[];
const isKey = (text: string): text is Key => Object.hasOwn(readers, text);

/** Reads the `key=value` words; every word that is wrong is a problem of its own. */
function readFields(text: string): { fields: Fields; problems: Problem[] } {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const at = word.indexOf("=");
    const key = at < 0 ? word : word.slice(0, at).toLowerCase();
    if (at < 0) {
      problems.push(error("packet-word", `"${word}" is not key=value, such as chain=INPUT`, [key], { word }));
    } else if (!isKey(key)) {
      const known = keys.join(", ");
      problems.push(
        error("packet-key", `There is no packet key "${key}"; the keys are ${known}`, [key], { key }),
      );
    } else if (Object.hasOwn(values, key)) {
      problems.push(error("packet-twice", `${key}= is given twice`, [key], { key }));
    } else {
      const value = word.slice(at + 1);
      const read: unknown = readers[key](value);
      if (isFault(read)) {
        const text = `${key}=${value}: expected ${read.expected}`;
        problems.push(error("packet-value", text, [key], { key, value, expected: read.expected }));
      }
      values[key] = read;
    }
  }
  return { fields: values as Fields, problems };
}

function familyOf(fields: Fields, fallback: Family): { family: Family; problem: Problem | null } {
  const said: { key: Key; family: Family }[] = [];
  const hear = (key: Key, family: Family | undefined) => {
    if (family !== undefined) said.push({ key, family });
  };
  hear("family", fields.family);
  hear("src", (fields.src as Address | undefined)?.family);
  hear("dst", (fields.dst as Address | undefined)?.family);
  hear("proto", fields.proto === 1 ? 4 : fields.proto === 58 ? 6 : undefined);
  const first = said[0];
  if (first === undefined) return { family: fallback, problem: null };
  const other = said.find(({ family }) => family !== first.family);
  if (other === undefined) return { family: first.family, problem: null };
  const text = `${first.key}= is IPv${first.family} and ${other.key}= is IPv${other.family}: a packet has one family`;
  return { family: first.family, problem: error("packet-family", text, [other.key]) };
}

/** The protocol that the other keys imply, when none is given. */
function protocolOf(fields: Fields, family: Family): number | null {
  if (fields.proto !== undefined) return fields.proto;
  if (fields.icmp !== undefined) return family === 4 ? 1 : 58;
  return fields.flags === undefined ? null : 6;
}

function contradictions(fields: Fields, protocol: number | null): Problem[] {
  const problems: Problem[] = [];
  const say = (key: Key, text: string) => problems.push(error("packet-contradiction", text, [key], { key }));
  if (fields.chain === "INPUT" && fields.out !== undefined) {
    say("out", "A packet in INPUT has no output interface: leave out= away");
  }
  if (fields.chain === "OUTPUT" && fields.in !== undefined) {
    say("in", "A packet in OUTPUT has no input interface: leave in= away");
  }
  if (fields.chain === "OUTPUT" && fields.mac !== undefined) {
    say("mac", "A packet in OUTPUT was sent by this host: leave mac= away");
  }
  for (const key of ["sport", "dport"] as const) {
    if (fields[key] !== undefined && (protocol === null || !carriesPorts(protocol))) {
      say(key, `${key}= needs a protocol with ports: add proto=tcp or proto=udp`);
    }
  }
  if (fields.flags !== undefined && protocol !== 6) say("flags", "flags= needs proto=tcp");
  if (fields.icmp !== undefined && protocol !== 1 && protocol !== 58) {
    say("icmp", "icmp= needs proto=icmp, or proto=icmpv6 in IPv6");
  }
  if (fields.user !== undefined && fields.user.kind !== "none" && fields.chain !== "OUTPUT") {
    say("user", "Only a packet in OUTPUT has a local user: leave user= away or use chain=OUTPUT");
  }
  if (fields.state === "NEW" && fields.ctdir === "REPLY") {
    say("ctdir", "The first packet of a connection is never a reply: use ctdir=ORIGINAL or another state");
  }
  if ((fields.state === "INVALID" || fields.state === "UNTRACKED") && fields.ctdir !== undefined) {
    say("ctdir", `A packet in state ${fields.state} belongs to no connection and has no direction`);
  }
  for (const key of ["nat", "connmark"] as const) {
    if ((fields.state === "INVALID" || fields.state === "UNTRACKED") && fields[key] !== undefined) {
      say(key, `A packet in state ${fields.state} belongs to no connection: leave ${key}= away`);
    }
  }
  return problems;
}

/** Neighbour discovery leaves with 255 and multicast listening with 1 (RFC 4861, 2710); nothing else is known. */
function usualHopLimit(type: number): number | null {
  if (type >= 133 && type <= 137) return 255;
  return (type >= 130 && type <= 132) || type === 143 ? 1 : null;
}

/**
 * Reads a packet from `chain=INPUT in=eth0 src=… dst=… proto=tcp sport=40000 dport=443 state=NEW flags=SYN`.
 * Only `chain` is required. Defaults: state NEW; flags SYN for a new tcp packet, ACK for a later one; everything else
 * is "not said". `fallback` is the family where neither an address nor the protocol tells it.
 */
export function parsePacket(text: string, fallback: Family = 4): Result<Packet> {
  const { fields, problems } = readFields(text);
  if (problems.length > 0) return fail(...problems);
  const { chain } = fields;
  if (chain === undefined) {
    return fail(
      error("packet-chain", "The packet needs chain=INPUT, chain=OUTPUT or chain=FORWARD", ["chain"]),
    );
  }
  const { family, problem } = familyOf(fields, fallback);
  const protocol = protocolOf(fields, family);
  const faults = [...(problem === null ? [] : [problem]), ...contradictions(fields, protocol)];
  if (faults.length > 0) return fail(...faults);

  const icmp = fields.icmp ?? null;
  const untracked = isUntrackedIcmp(protocol, icmp?.type ?? null);
  const state = untracked ? "UNTRACKED" : (fields.state ?? "NEW");
  const notices =
    untracked && fields.state !== undefined && fields.state !== "UNTRACKED"
      ? [
          notice(
            "packet-untracked",
            `The kernel does not track neighbour discovery: state=${fields.state} is read as UNTRACKED`,
            ["state"],
          ),
        ]
      : [];
  const packet: Packet = {
    chain,
    family,
    in: fields.in ?? null,
    out: fields.out ?? null,
    source: fields.src ?? null,
    destination: fields.dst ?? null,
    protocol,
    sourcePort: fields.sport ?? null,
    destinationPort: fields.dport ?? null,
    flags: protocol === 6 ? (fields.flags ?? (state === "NEW" ? ["SYN"] : ["ACK"])) : null,
    icmp,
    state,
    direction: state === "NEW" ? "ORIGINAL" : untracked ? null : (fields.ctdir ?? null),
    originalPort: fields.origdport ?? null,
    user: fields.user ?? (chain === "OUTPUT" ? null : { kind: "none" }),
    hopLimit: fields.hoplimit ?? (icmp === null || protocol !== 58 ? null : usualHopLimit(icmp.type)),
    ...(fields.mac === undefined ? {} : { sender: fields.mac }),
    ...(fields.mark === undefined ? {} : { mark: fields.mark }),
    ...(fields.connmark === undefined ? {} : { connectionMark: fields.connmark }),
    ...(fields.nat === undefined ? {} : { translated: fields.nat }),
  };
  return ok(packet, notices);
}
