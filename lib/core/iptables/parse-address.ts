import { parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type Prefix, prefixOf } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Token } from "./lex-line";
import {
  expected,
  type Fault,
  isFault,
  type ModuleParser,
  negate,
  type Reading,
  readEach,
} from "./parse-option";

/** `10` and `10.1` stand for 10.0.0.0 and 10.1.0.0 (xtables.c, __numeric_to_ipaddr). */
function completed(text: string): string {
  if (!/^\d{1,3}(\.\d{1,3}){0,2}$/.test(text)) return text;
  return text + ".0".repeat(3 - text.split(".").length + 1);
}

/** Bits of `255.255.255.0`; null when the ones are not all in front. */
function maskLength(value: bigint, family: Family): number | null {
  const bits = addressBits(family);
  const zeros = BigInt.asUintN(bits, ~value).toString(2).replace(/^0$/, "").length;
  return BigInt.asUintN(bits, ~0n << BigInt(zeros)) === value ? bits - zeros : null;
}

function readLength(text: string, token: Token, family: Family): Reading<number> {
  const most = addressBits(family);
  if (/^\d{1,3}$/.test(text)) {
    return Number(text) <= most ? Number(text) : expected(token, `a prefix length of at most ${most}`);
  }
  const mask = parseAddress(text);
  if (mask === null || mask.family !== family) return expected(token, "a prefix length or a netmask after /");
  // A mask such as 255.0.255.0 is legal and no prefix.
  return maskLength(mask.value, family) ?? "opaque";
}

/** One address with an optional length or netmask; host bits are cut off, as iptables does. A host name is opaque. */
function readPrefix(text: string, token: Token, family: Family): Reading<Prefix> {
  const slash = text.indexOf("/");
  const head = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(family === 4 ? completed(head) : head);
  if (address === null) {
    if (/^[\d.]*$/.test(head) || head.includes(":"))
      return expected(token, `an IPv${family} address or prefix`);
    return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i.test(head)
      ? "opaque"
      : expected(token, `an IPv${family} address or prefix`);
  }
  if (address.family !== family) {
    return expected(token, `an IPv${family} address: these are the rules of IPv${family}`);
  }
  if (slash < 0) return prefixOf(address, addressBits(family));
  const length = readLength(text.slice(slash + 1), token, family);
  return typeof length === "number" ? prefixOf(address, length) : length;
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
): Reading<readonly (Match | null)[]> {
  const parts = token.text.split(",");
  if (negated && parts.length > 1) return expected(token, "a single address after !");
  const matches: (Match | null)[] = [];
  for (const part of parts) {
    const prefix = readPrefix(part, token, family);
    if (prefix === "opaque" && parts.length === 1) return "opaque";
    if (prefix === "opaque") return expected(token, "numeric addresses in a list");
    if (isFault(prefix)) return prefix;
    matches.push(prefix.length === 0 && !negated ? null : negate({ kind, prefix }, negated));
  }
  return matches;
}

/** `-i` and `-o`; a lone `+` is no condition (null). */
export function readInterface(
  kind: "in-interface" | "out-interface",
  token: Token,
  negated: boolean,
): Match | null | Fault {
  if (!/^[^\s/]{1,15}$/.test(token.text)) return expected(token, "an interface name of at most 15 signs");
  return token.text === "+" && !negated ? null : negate({ kind, name: token.text }, negated);
}

/** `-m iprange`: a range of addresses, or one address. */
export const rangeModule: ModuleParser = {
  arity: { "--src-range": 1, "--dst-range": 1 },
  read: (options, family) =>
    readEach(options, ({ name, negated }, value) => {
      const [from = "", to = from] = value.text.split("-");
      const first = parseAddress(from);
      const last = parseAddress(to);
      if (first === null || last === null || first.family !== family || last.family !== family) {
        return expected(value, `an IPv${family} range, FIRST-LAST`);
      }
      if (first.value > last.value) return expected(value, "the lower address first");
      const kind = name === "--src-range" ? "source-range" : "destination-range";
      return negate({ kind, range: { family, first: first.value, last: last.value } }, negated);
    }),
};
