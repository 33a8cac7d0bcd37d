import { type Address, formatAddress, parseAddress } from "@/lib/core/net/address";
import { formatPortRange, type PortRange, unprivilegedPorts } from "@/lib/core/net/port-range";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Packet, PacketFlag, PacketUser } from "@/lib/core/packet/packet";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import type { FieldFault, PacketView, Question, Said, StateName } from "./explain-view";
import { findOwn, isSelf, ownAddress } from "./own-addresses";
import {
  readFlagsField,
  readIcmpField,
  readInterfaceField,
  readPortField,
  readUserField,
} from "./read-fields";
import { type Known, TypedFields } from "./typed-fields";

export type PacketRead =
  | { readonly ok: true; readonly packet: Packet; readonly view: PacketView }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

const chains = { in: "INPUT", out: "OUTPUT", through: "FORWARD" } as const;

const states: Readonly<
  Record<StateName, { readonly state: Packet["state"]; readonly direction: Packet["direction"] }>
> = {
  new: { state: "NEW", direction: "ORIGINAL" },
  open: { state: "ESTABLISHED", direction: "ORIGINAL" },
  reply: { state: "ESTABLISHED", direction: "REPLY" },
  related: { state: "RELATED", direction: null },
  invalid: { state: "INVALID", direction: null },
  untracked: { state: "UNTRACKED", direction: null },
};

const echoRequest = { 4: { type: 8, code: 0 }, 6: { type: 128, code: 0 } } as const;

/** A value with where it comes from. */
type Origin<T> = { readonly value: T; readonly how: "typed" | "assumed" } | null;

function typed<T>(value: T | null): Origin<T> {
  return value === null ? null : { value, how: "typed" };
}

/** What was typed, or what is taken where nothing was. */
function orAssumed<T>(value: T | null, otherwise: () => T | null): Origin<T> {
  if (value !== null) return { value, how: "typed" };
  const assumed = otherwise();
  return assumed === null ? null : { value: assumed, how: "assumed" };
}

/** The interface through which the host and the other end see each other: that of the host's end. */
function interfaceFor(fields: TypedFields, end: Address | null, other: Address | null): string | null {
  const { facts } = fields.known;
  if (other !== null && isSelf(facts, other)) return "lo";
  const usual = own(fields);
  const here = (end && findOwn(facts, end)) ?? (usual && findOwn(facts, usual));
  return here?.interface ?? null;
}

function own(fields: TypedFields): Address | null {
  const text = ownAddress(fields.known.facts, fields.family);
  return text === null ? null : parseAddress(text);
}

const userText = (user: PacketUser) =>
  user.kind === "none" ? "none" : user.kind === "uid" ? String(user.uid) : user.name;

function said<T>(origin: Origin<T>, text: (value: T) => string): Said {
  return origin === null ? null : { value: text(origin.value), how: origin.how };
}

/** Reads what fits the packet's way and protocol; a field that does not is left alone, whatever stands in it. */
function readRest(fields: TypedFields) {
  const { question, known, protocol, ports, family } = fields;
  const { way, state } = question;
  // What the host sends to itself it sends from there.
  const self = fields.to !== null && isSelf(known.facts, fields.to) ? fields.to : null;
  const from = orAssumed(fields.from, () => (way === "out" ? (self ?? own(fields)) : null));
  const to = orAssumed(fields.to, () => (way === "in" ? own(fields) : null));
  const port = (field: "port" | "sport", clientSide: boolean): Origin<PortRange> =>
    ports
      ? orAssumed(fields.read(field, readPortField(question[field], known.services)), () =>
          clientSide ? unprivilegedPorts : null,
        )
      : null;
  const icmp = protocol === 1 || protocol === 58;
  const tcp = protocol === 6;
  return {
    from,
    to,
    port: port("port", state === "reply"),
    sport: port("sport", state !== "reply" && state !== "related"),
    icmp: !icmp
      ? null
      : question.proto === "ping"
        ? { value: echoRequest[family], how: "typed" as const }
        : typed(fields.read("icmp", readIcmpField(question.icmp))),
    in:
      way === "out"
        ? null
        : orAssumed(fields.read("in", readInterfaceField(question.in)), () =>
            way === "in" ? interfaceFor(fields, to?.value ?? null, from?.value ?? null) : null,
          ),
    out:
      way === "in"
        ? null
        : orAssumed(fields.read("out", readInterfaceField(question.out)), () =>
            way === "out" && !known.facts?.routes
              ? interfaceFor(fields, from?.value ?? null, to?.value ?? null)
              : null,
          ),
    flags: tcp
      ? orAssumed<readonly PacketFlag[]>(fields.read("flags", readFlagsField(question.flags)), () =>
          state === "new" ? ["SYN"] : ["ACK"],
        )
      : null,
    user:
      way === "out"
        ? typed(fields.read("user", readUserField(question.user, known.facts?.users ?? {})))
        : null,
  };
}

/** The question's packet in the form of the command line, which fills in what is the same for every such packet. */
function words(fields: TypedFields, rest: ReturnType<typeof readRest>): string {
  const { state, direction } = states[fields.question.state];
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ["chain", chains[fields.question.way]],
    ["family", String(fields.family)],
    ["in", rest.in?.value],
    ["out", rest.out?.value],
    ["src", rest.from?.value && formatAddress(rest.from.value)],
    ["dst", rest.to?.value && formatAddress(rest.to.value)],
    ["proto", fields.protocol === null ? undefined : String(fields.protocol)],
    ["sport", rest.sport?.value && formatPortRange(rest.sport.value)],
    ["dport", rest.port?.value && formatPortRange(rest.port.value)],
    ["icmp", rest.icmp?.value && `${rest.icmp.value.type}/${rest.icmp.value.code}`],
    ["state", state],
    ["ctdir", state === "ESTABLISHED" ? (direction ?? undefined) : undefined],
    ["flags", rest.flags?.value && (rest.flags.value.join(",") || "NONE")],
    ["user", rest.user?.value && userText(rest.user.value)],
  ];
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])).join(" ");
}

/**
 * A question → a packet. What is not typed is taken from the host where there is one likely answer (its own address,
 * that address's interface, a client's port, the flags of a first packet), and else stays open. Every field that cannot
 * be read is a fault of its own.
 */
export function readPacket(question: Question, known: Known): PacketRead {
  const fields = new TypedFields(question, known);
  const rest = readRest(fields);
  if (fields.faults.length > 0 || fields.protocol === null) return { ok: false, faults: fields.faults };
  const parsed = parsePacket(words(fields, rest), fields.family);
  if (!parsed.ok) {
    const code = "contradiction";
    return {
      ok: false,
      faults: parsed.problems.map(({ text }) => ({ field: "proto", code, params: { text } })),
    };
  }
  const packet = parsed.value;
  const address = (value: Address) => formatAddress(value);
  const portText = ({ first, last }: PortRange) => (first === last ? String(first) : `${first}–${last}`);
  return {
    ok: true,
    packet,
    view: {
      way: question.way,
      family: fields.family,
      protocol: fields.protocol,
      ping: question.proto === "ping",
      state: packet.state === "UNTRACKED" ? "untracked" : question.state,
      fields: {
        from: said(rest.from, address),
        to: said(rest.to, address),
        port: said(rest.port, portText),
        sport: said(rest.sport, portText),
        in: said(rest.in, String),
        out: said(rest.out, String),
        flags: said(rest.flags, (flags) => flags.join(" ") || "–"),
        icmp: said(rest.icmp, ({ type, code }) => `${type}/${code}`),
        // By the name that was typed: rules know numbers alone.
        user: said(rest.user, () => question.user),
      },
      text: formatPacket(packet),
    },
  };
}
