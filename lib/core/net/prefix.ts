import { type Address, formatAddress, parseAddress } from "./address";
import { addressBits, type Family } from "./family";

/** A prefix; the host bits of `value` are zero. */
export type Prefix = { readonly family: Family; readonly value: bigint; readonly length: number };

/** First and last address of a contiguous block, both inside it. */
export type AddressRange = { readonly family: Family; readonly first: bigint; readonly last: bigint };

/** Why a text is not a prefix; `suggestion` is the prefix that was probably meant. */
export type PrefixFault =
  | { readonly fault: "syntax" }
  | { readonly fault: "length"; readonly most: number }
  | { readonly fault: "host-bits"; readonly suggestion: string };

/** The prefix with the host bits of an address cut off. */
export function prefixOf(address: Address, length: number): Prefix {
  const hostBits = BigInt(addressBits(address.family) - length);
  return { family: address.family, value: (address.value >> hostBits) << hostBits, length };
}

/** Reads `ADDRESS` or `ADDRESS/LENGTH`; host bits must be zero, so that a typing error is not silently widened. */
export function parsePrefix(text: string): Prefix | PrefixFault {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return { fault: "syntax" };
  const most = addressBits(address.family);
  if (slash < 0) return prefixOf(address, most);
  const lengthText = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(lengthText)) return { fault: "syntax" };
  const length = Number(lengthText);
  if (length > most) return { fault: "length", most };
  const prefix = prefixOf(address, length);
  if (prefix.value !== address.value) return { fault: "host-bits", suggestion: formatPrefix(prefix) };
  return prefix;
}

/** `ADDRESS/LENGTH`, always with the length, as iptables-save prints it. */
export function formatPrefix({ family, value, length }: Prefix): string {
  return `${formatAddress({ family, value })}/${length}`;
}

/** `ADDRESS/LENGTH`, without the length where the prefix is one address: the form for people. */
export function shortPrefix(prefix: Prefix): string {
  return prefix.length === addressBits(prefix.family) ? formatAddress(prefix) : formatPrefix(prefix);
}

/** The addresses that a prefix holds. */
export function prefixRange({ family, value, length }: Prefix): AddressRange {
  const hostBits = BigInt(addressBits(family) - length);
  return { family, first: value, last: value | ((1n << hostBits) - 1n) };
}

/** Whether the prefix holds the address. */
export function prefixHolds(prefix: Prefix, address: Address): boolean {
  if (prefix.family !== address.family) return false;
  const hostBits = BigInt(addressBits(prefix.family) - prefix.length);
  return address.value >> hostBits === prefix.value >> hostBits;
}

/** The fewest prefixes that cover exactly a range, in ascending order. */
export function rangeToPrefixes({ family, first, last }: AddressRange): Prefix[] {
  const bits = addressBits(family);
  const prefixes: Prefix[] = [];
  let at = first;
  while (at <= last) {
    let size = 0;
    while (size < bits && (at >> BigInt(size)) % 2n === 0n && at + (1n << BigInt(size + 1)) - 1n <= last) {
      size++;
    }
    prefixes.push({ family, value: at, length: bits - size });
    at += 1n << BigInt(size);
  }
  return prefixes;
}
