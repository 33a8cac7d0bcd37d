import type { Family } from "@/lib/core/net/family";

/**
 * Bits of an address by which senders are one source. In IPv6 a customer has a whole /64 (RFC 6177) and changes
 * addresses inside it as often as he likes, so one address says nothing of who he is.
 */
export const sourceBits: Readonly<Record<Family, number>> = { 4: 32, 6: 64 };
