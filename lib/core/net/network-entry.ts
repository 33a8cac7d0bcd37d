import { formatAddress, parseAddress } from "./address";
import { type AddressRange, type Prefix, parsePrefix, prefixRange, rangeToPrefixes } from "./prefix";

/** One entry of a network object: a prefix, or a range of addresses. `prefixes` cover it exactly, in ascending order. */
export type NetworkEntry = { readonly range: AddressRange; readonly prefixes: readonly Prefix[] };

/** Why a text is no entry; `suggestion` is what was probably meant, or null. */
export type EntryFault = {
  readonly fault: "syntax" | "length" | "host-bits" | "mixed-families" | "reversed" | "name";
  readonly suggestion: string | null;
};

/** The text with the slips that people make put right: blanks, brackets and zone cut off, leading zeros dropped. */
function tidied(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%[^/]*/, "")
    .replace(/[,;.]+$/, "");
  return bare.includes(":") ? bare : bare.replace(/\b0+(?=\d)/g, "");
}

/** A dotted netmask as a prefix length; null when its bits have gaps. */
function maskLength(mask: string): number | null {
  const parsed = parseAddress(mask);
  if (parsed === null || parsed.family !== 4) return null;
  const bits = parsed.value.toString(2).padStart(32, "0");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : null;
}

/** What a malformed entry probably means; null when no guess is safe. */
function guess(text: string): string | null {
  const tidy = tidied(text);
  const [address = "", mask = ""] = tidy.split(/\/|\s+/);
  const length = maskLength(mask);
  const candidate = length === null ? tidy : `${address}/${length}`;
  if (candidate === text) return null;
  const prefix = parsePrefix(candidate);
  if (!("fault" in prefix)) return candidate;
  return prefix.fault === "host-bits" ? prefix.suggestion : null;
}

function parseRange(text: string, dash: number): NetworkEntry | EntryFault {
  const first = parseAddress(text.slice(0, dash).trim());
  const last = parseAddress(text.slice(dash + 1).trim());
  if (first === null || last === null) return { fault: "syntax", suggestion: null };
  if (first.family !== last.family) return { fault: "mixed-families", suggestion: null };
  if (first.value > last.value) {
    return { fault: "reversed", suggestion: `${formatAddress(last)}-${formatAddress(first)}` };
  }
  const range: AddressRange = { family: first.family, first: first.value, last: last.value };
  return { range, prefixes: rangeToPrefixes(range) };
}

/** Reads `ADDRESS`, `ADDRESS/LENGTH` or `FIRST-LAST` of either family; says what is wrong and what was probably meant. */
export function parseNetworkEntry(text: string): NetworkEntry | EntryFault {
  const dash = text.indexOf("-");
  if (dash > 0 && /^[0-9a-f:.\s]+$/i.test(text.slice(0, dash))) return parseRange(text, dash);
  const prefix = parsePrefix(text);
  if (!("fault" in prefix)) return { range: prefixRange(prefix), prefixes: [prefix] };
  switch (prefix.fault) {
    case "host-bits":
      return { fault: "host-bits", suggestion: prefix.suggestion };
    case "length":
      return { fault: "length", suggestion: null };
    case "syntax":
      return {
        fault: /^(?=.*[g-z])[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*\.?$/i.test(text) ? "name" : "syntax",
        suggestion: guess(text),
      };
  }
}

/** One sentence that says what is wrong with an entry and what to do. */
export function entryFaultText(text: string, { fault, suggestion }: EntryFault): string {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  const instead = suggestion === null ? "" : ` Did you mean ${suggestion}?`;
  switch (fault) {
    case "syntax":
      return `${shown} is not an address, prefix or range.${instead || " Write 192.0.2.7, 192.0.2.0/27, 192.0.2.4-192.0.2.9 or 2001:db8::/64."}`;
    case "name":
      return `${shown} is a name, not an address. Write the address or prefix itself.`;
    case "length":
      return `${shown} has a prefix length that is too long: at most 32 for IPv4 and 128 for IPv6.`;
    case "host-bits":
      return `${shown} has bits set outside its prefix.${instead}`;
    case "mixed-families":
      return `${shown} mixes IPv4 and IPv6. Write one range for each.`;
    case "reversed":
      return `${shown} ends before it begins.${instead}`;
  }
}
