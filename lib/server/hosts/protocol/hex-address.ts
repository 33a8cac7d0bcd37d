import { formatAddress } from "@/lib/core/net/address";

/** The kernel prints addresses as 32-bit words in the byte order of the machine: little-endian on all that we meet. */
export function hexAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  return formatAddress({ family: words.length === 1 ? 4 : 6, value: BigInt(`0x${bytes.join("")}`) });
}
