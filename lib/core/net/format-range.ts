import { formatAddress } from "./address";
import { type AddressRange, rangeToPrefixes, shortPrefix } from "./prefix";

/** An address, a prefix, or `FIRST-LAST`: the form for people, which `parseNetworkEntry` reads. */
export function formatRange(range: AddressRange): string {
  const [prefix, ...more] = rangeToPrefixes(range);
  if (prefix !== undefined && more.length === 0) return shortPrefix(prefix);
  const end = (value: bigint) => formatAddress({ family: range.family, value });
  return `${end(range.first)}-${end(range.last)}`;
}
