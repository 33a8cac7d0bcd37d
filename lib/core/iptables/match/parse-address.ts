import { type Address, parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type Prefix, prefixOf } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Token } from "../lex-line";
import { wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  isFault,
  type ModuleParser,
  negate,
  type Reading,
  readEach,
  turnable,
} from "../parse-option";

/** An address under a mask whose ones are not all in front. */
export type Masked = { readonly family: Family; readonly value: bigint; readonly mask: bigint };

/** `10` and `10.1` stand for 10.0.0.0 and 10.1.0.0 (xtables.c, __numeric_to_ipaddr). */
function completed(text: string): string {
  if (!/^\d{1,3}(\.\d{1,3}){0,2}$/.test(text)) return text;
  return text + ".0".repeat(3 - text.split(".").length + 1);
}

/** One address of a family, written as iptables takes it; null where it is none. */
export function readAddress(text: string, family: Family): Address | null {
  const address = parseAddress(family === 4 ? completed(text) : text);
  return address?.family === family ? address : null;
}

/** Bits of `255.255.255.0`; null when the ones are not all in front. */
function maskLength(value: bigint, family: Family): number | null {
  const bits = addressBits(family);
  const zeros = BigInt.asUintN(bits, ~value).toString(2).replace(/^0$/, "").length;
  return BigInt.asUintN(bits, ~0n << BigInt(zeros)) === value ? bits - zeros : null;
}

/** A prefix length, as a number or as a netmask. */
export function readLength(text: string, token: Token, family: Family): number | { mask: bigint } | Fault {
  const most = addressBits(family);
  if (/^\w{1,4}$/.test(text)) {
    return wholeNumber(text, most) ?? expected(token, `a prefix length of at most ${most}`);
  }
  const mask = parseAddress(text);
  if (mask === null || mask.family !== family) return expected(token, "a prefix length or a netmask after /");
  return maskLength(mask.value, family) ?? { mask: mask.value };
}

const hostName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i;

/** One address with an optional length or netmask; host bits are cut off, as iptables does. A host name is opaque. */
export function readMaskedAddress(text: string, token: Token, family: Family): Reading<Prefix | Masked> {
  const slash = text.indexOf("/");
  const head = slash < 0 ? text : text.slice(0, slash);
  const address = readAddress(head, family);
  if (address === null) {
    const other = parseAddress(head);
    if (other !== null)
      return expected(token, `an IPv${family} address: these are the rules of IPv${family}`);
    const name = !/^[\d.]*$/.test(head) && !head.includes(":") && hostName.test(head);
    return name ? "opaque" : expected(token, `an IPv${family} address or prefix`);
  }
  if (slash < 0) return prefixOf(address, addressBits(family));
  const length = readLength(text.slice(slash + 1), token, family);
  if (typeof length === "number") return prefixOf(address, length);
  return isFault(length) ? length : { family, mask: length.mask, value: address.value & length.mask };
}

/**
 * The values of `-s` or `-d`: a list with commas stands for one rule each. A prefix of length 0 that is not negated
 * is no condition (null), as iptables-save does not print it either.
 */
export function readAddresses(
  kind: "source" | "destination",
  token: Token,
  negated: boolean,
  family: Family,
): Fault | readonly (Match | null)[] {
  const parts = token.text.split(",");
  if (negated && parts.length > 1) return expected(token, "a single address after !");
  const matches: (Match | null)[] = [];
  for (const part of parts) {
    const address = readMaskedAddress(part, token, family);
    if (address === "opaque") {
      const option = kind === "source" ? "-s" : "-d";
      matches.push({ kind: "opaque", text: `${negated ? "! " : ""}${option} ${part}` });
    } else if (isFault(address)) {
      return address;
    } else if ("mask" in address) {
      matches.push(negate({ kind: "masked-address", side: kind, ...address }, negated));
    } else {
      matches.push(address.length === 0 && !negated ? null : negate({ kind, prefix: address }, negated));
    }
  }
  return matches;
}

/** `-i` and `-o`; a lone `+` is no condition (null). */
export function readInterface(
  kind: "in-interface" | "out-interface",
  token: Token,
  negated: boolean,
): Match | null | Fault {
  // A quote in a name that somebody wrote would not be read back as it is printed.
  if (token.name !== true && !/^[^\s"]{1,15}$/.test(token.text))
    return expected(token, "an interface name of at most 15 signs");
  return token.text === "+" && !negated ? null : negate({ kind, name: token.text }, negated);
}

/** `-m iprange`: a range of addresses, or one address. One that is upside down loads and holds nobody: it is kept as text. */
export const rangeModule: ModuleParser = {
  options: { "--src-range": turnable, "--dst-range": turnable },
  read: (given) =>
    readEach(given, "--src-range or --dst-range", ({ name, negated }, value) => {
      const { family } = given;
      const [from = "", to = from] = value.text.split("-");
      const first = readAddress(from, family);
      const last = readAddress(to, family);
      if (first === null || last === null) return expected(value, `an IPv${family} range, FIRST-LAST`);
      if (first.value > last.value) return "opaque";
      const kind = name === "--src-range" ? "source-range" : "destination-range";
      return negate({ kind, range: { family, first: first.value, last: last.value } }, negated);
    }),
};
