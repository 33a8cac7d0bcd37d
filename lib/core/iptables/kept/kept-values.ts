import { formatAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { formatPrefix } from "@/lib/core/net/prefix";
import type { Token } from "../lex-line";
import { readAddress, readMaskedAddress } from "../match/parse-address";
import { most32, wholeNumber, wideNumber } from "../numbers";
import { isFault } from "../parse-option";
import { protocolNumber } from "../protocol-names";
import { alwaysQuote, nameQuote, saveQuote } from "../quote";
import { readPort } from "../service-ports";

/**
 * Reads a value of an extension that is kept as text into what iptables-save prints of it; empty where it prints
 * nothing; null where no iptables takes it.
 */
export type ReadValue = (text: string, family: Family) => string | null;

/** Whatever it is, as it is, in quotes as iptables-save writes texts, and in quotes always. */
export const name: ReadValue = nameQuote;
export const text: ReadValue = saveQuote;
export const quoted: ReadValue = alwaysQuote;

export function number(most: number | bigint, least: number | bigint = 0): ReadValue {
  return (value) => wideNumber(value, BigInt(most), BigInt(least))?.toString() ?? null;
}

function padded(value: number | null, digits: number): string | null {
  return value === null ? null : `0x${value.toString(16).padStart(digits, "0")}`;
}

/** In hexadecimal with so many digits. */
export function hexNumber(most: number, digits = 1): ReadValue {
  return (value) => padded(wholeNumber(value, most), digits);
}

/** `FIRST:LAST`, one number where they are the same, nothing where `silent` and all are meant. */
export function range(most: bigint | number, silent = false): ReadValue {
  const highest = BigInt(most);
  return (value) => {
    const [from = "", to, more] = value.split(":");
    const first = from === "" && to !== undefined ? 0n : wideNumber(from, highest);
    const last = to === undefined ? first : to === "" ? highest : wideNumber(to, highest);
    if (first === null || last === null || more !== undefined) return null;
    if (silent && first === 0n && last === highest) return "";
    return first === last ? `${first}` : `${first}:${last}`;
  };
}

/** A range that must not stand upside down. */
export function risingRange(most: bigint | number): ReadValue {
  const read = range(most);
  return (value, family) => {
    const printed = read(value, family);
    const [first = "0", last = first] = printed?.split(":") ?? [];
    return BigInt(first) > BigInt(last) ? null : printed;
  };
}

/** One of these words in any case, each with what is printed of it. */
export function word(words: Readonly<Record<string, string>>): ReadValue {
  return (value) =>
    Object.entries(words).find(([known]) => known.toLowerCase() === value.toLowerCase())?.[1] ?? null;
}

export function oneOf(...words: readonly string[]): ReadValue {
  return word(Object.fromEntries(words.map((one) => [one, one])));
}

const nowhere: Token = { text: "", start: 0, end: 0, quoted: false };

/** One address. */
export const host: ReadValue = (value, family) => {
  const address = readAddress(value, family);
  return address === null ? null : formatAddress(address);
};

/** An address with its length where that is not the whole; host bits stay. */
export const network: ReadValue = (value, family) => {
  const [head = ""] = value.split("/");
  const prefix = readMaskedAddress(value, nowhere, family);
  const address = readAddress(head, family);
  if (prefix === "opaque") return nameQuote(value);
  if (isFault(prefix) || address === null || "mask" in prefix) return null;
  return prefix.length === addressBits(family)
    ? formatAddress(address)
    : `${formatAddress(address)}/${prefix.length}`;
};

/** A prefix of at most so many bits, with host bits cut off and its length always there. */
export function prefix(longest: number): ReadValue {
  return (value, family) => {
    const read = readMaskedAddress(value, nowhere, family);
    return read === "opaque" || isFault(read) || "mask" in read || read.length > longest
      ? null
      : formatPrefix(read);
  };
}

/** A port by number or name; a name that only the host may know stays as it is. */
export const port: ReadValue = (value) => {
  const read = readPort(value, nowhere);
  return read === "opaque" ? value : typeof read === "number" ? String(read) : null;
};

/** A protocol as its number. */
export const protocol: ReadValue = (value) => {
  const read = protocolNumber(value);
  return read === null ? nameQuote(value) : String(read);
};

/** A value and its mask; a name stays as it is. */
export const maskedHex: ReadValue = (value) => {
  if (/^[a-z_]/i.test(value)) return nameQuote(value);
  const parts = value.split("/").map((part) => wholeNumber(part, most32));
  if (parts.length > 2 || parts.some((part) => part === null)) return null;
  return parts.map((part) => padded(part, 1)).join("/");
};
