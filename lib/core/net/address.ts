import { addressBits, type Family } from "./family";

/** One address; `value` is the whole address as an unsigned number. */
export type Address = { readonly family: Family; readonly value: bigint };

/** Reads an IPv4 address in the strict dotted form (four decimal parts, no leading zeros); null when it is none. */
function parseIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

/** Reads one side of `::` into 16-bit groups; the last group may be an embedded IPv4 address (RFC 4291, 2.2). */
function parseGroups(text: string): bigint[] | null {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes(".")) {
      const embedded = parseIpv4(part);
      if (embedded === null) return null;
      groups.push(embedded >> 16n, embedded & 0xffffn);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return null;
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "") : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  // A "::" stands for at least one group; without it all eight must be written.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Reads an IPv4 or IPv6 address; null when the text is neither. Zone indexes are not accepted. */
export function parseAddress(text: string): Address | null {
  if (text.includes(":")) {
    const value = parseIpv6(text);
    return value === null ? null : { family: 6, value };
  }
  const value = parseIpv4(text);
  return value === null ? null : { family: 4, value };
}

/**
 * The canonical text, which is also what inet_ntop(3) and so iptables-save print: dotted for IPv4; RFC 5952 for IPv6
 * (longest run of zeros shortened; the last 32 bits in dotted form after ::ffff:, and after :: when they exceed 16 bits).
 */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
  }
  if (value >> 32n === 0xffffn) {
    return `::ffff:${formatAddress({ family: 4, value: value & 0xffffffffn })}`;
  }
  if (value >> 32n === 0n && value >> 16n !== 0n) return `::${formatAddress({ family: 4, value })}`;
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt((7 - i) * 16)) & 0xffffn));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(":");
  return `${hex.slice(0, best.start).join(":")}::${hex.slice(best.start + best.length).join(":")}`;
}

/** The highest address value of a family. */
export function lastAddressValue(family: Family): bigint {
  return (1n << BigInt(addressBits(family))) - 1n;
}
