import { type Address, parseAddress } from "@/lib/core/net/address";
import type { PortRange } from "@/lib/core/net/port-range";
import {
  type PacketFlag,
  type PacketUser,
  packetFlags,
  protocolNumbers,
  type Translation,
  translations,
} from "./packet";

/** A value that could not be read: what was expected instead. */
export type FieldFault = { readonly expected: string };

export function isFault(value: unknown): value is FieldFault {
  return typeof value === "object" && value !== null && "expected" in value;
}

/** One word out of a list, in any case. */
export function readWord<T extends string>(text: string, words: readonly T[]): T | FieldFault {
  const word = words.find((candidate) => candidate === text.toUpperCase());
  return word ?? { expected: `one of ${words.join(", ")}` };
}

export function readInterface(text: string): string | FieldFault {
  // IFNAMSIZ is 16 with the closing zero; a name holds no blank and no slash.
  return /^[^\s/]{1,15}$/.test(text)
    ? text
    : { expected: "an interface name of at most 15 signs, such as eth0" };
}

export function readAddress(text: string): Address | FieldFault {
  return parseAddress(text) ?? { expected: "one address, such as 192.0.2.7 or 2001:db8::7" };
}

export function readProtocol(text: string): number | FieldFault {
  const named = protocolNumbers[text.toLowerCase()];
  if (named !== undefined) return named;
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text);
  return { expected: "a protocol such as tcp, udp, icmp or icmpv6, or a number from 0 to 255" };
}

/** `PORT`, `FIRST-LAST` or `FIRST:LAST`, 0–65535 (a packet may carry port 0). */
export function readPorts(text: string): PortRange | FieldFault {
  const match = /^(\d{1,5})(?:[-:](\d{1,5}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (match === null || first > 65535 || last > 65535) {
    return { expected: "a port from 0 to 65535, or a range such as 1024-65535" };
  }
  return first > last ? { expected: `the lower port first: ${last}-${first}` } : { first, last };
}

/** A list such as `SYN,ACK`, or `NONE`. */
export function readFlags(text: string): readonly PacketFlag[] | FieldFault {
  const upper = text.toUpperCase();
  if (upper === "NONE") return [];
  const words = upper.split(",");
  const known = packetFlags.filter((flag) => words.includes(flag));
  const unknown = words.some((word) => !packetFlags.some((flag) => flag === word));
  return unknown
    ? { expected: `flags out of ${packetFlags.join(", ")} with commas between, or NONE` }
    : known;
}

/** `TYPE/CODE`, or `TYPE` for code 0. */
export function readIcmp(text: string): { type: number; code: number } | FieldFault {
  const match = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text);
  const type = Number(match?.[1]);
  const code = Number(match?.[2] ?? 0);
  if (match === null || type > 255 || code > 255) return { expected: "TYPE/CODE in numbers, such as 8/0" };
  return { type, code };
}

export function readUser(text: string): PacketUser | FieldFault {
  if (text === "none") return { kind: "none" };
  if (/^\d{1,10}$/.test(text) && Number(text) < 0xffffffff) return { kind: "uid", uid: Number(text) };
  if (/^[a-z_][a-z0-9_-]{0,30}\$?$/.test(text)) return { kind: "name", name: text };
  return { expected: "a Linux account by name or number, or none" };
}

export function readHopLimit(text: string): number | FieldFault {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255
    ? Number(text)
    : { expected: "a number from 0 to 255" };
}

/** 32 bits, as a decimal number or as `0x` and hexadecimal digits. */
export function readMark(text: string): number | FieldFault {
  const value = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : Number.NaN;
  return value <= 0xffffffff ? value : { expected: "a mark from 0 to 0xffffffff" };
}

/** One of the words for what the host translates. */
export function readTranslation(text: string): Translation | FieldFault {
  const word = translations.find((candidate) => candidate === text.toLowerCase());
  return word ?? { expected: `one of ${translations.join(", ")}` };
}

/** Six bytes with colons. */
export function readSender(text: string): string | FieldFault {
  const lower = text.toLowerCase();
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(lower)
    ? lower
    : { expected: "an Ethernet address such as 02:00:5e:10:00:01" };
}
