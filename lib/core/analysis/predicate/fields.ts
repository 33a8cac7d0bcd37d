import { lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { type PacketFlag, packetFlags, packetStates } from "@/lib/core/packet/packet";
import type { NumberField } from "./predicate";

/** The uid of a packet that no local program sent: above every uid (the highest is 2^32 − 2). */
export const noUser = 0xffffffffn;

export const ORIGINAL = 0n;
export const REPLY = 1n;

/** The number of a connection-tracking state. */
export function stateNumber(state: (typeof packetStates)[number]): bigint {
  return BigInt(packetStates.indexOf(state));
}

/** Type and code of an ICMP message as one number. */
export function icmpNumber(type: number, code: number): bigint {
  return BigInt(type * 256 + code);
}

/** TCP flags as bits: bit n is the n-th of `packetFlags`. */
export function flagBits(flags: readonly string[]): number {
  return flags.reduce((bits, flag) => bits | (1 << packetFlags.indexOf(flag as PacketFlag)), 0);
}

/** The highest number of a field; the lowest is 0. */
export function highest(field: NumberField, family: Family): bigint {
  switch (field) {
    case "source":
    case "destination":
      return lastAddressValue(family);
    case "source-port":
    case "destination-port":
    case "original-port":
    case "icmp":
      return 0xffffn;
    case "protocol":
    case "hop-limit":
      return 255n;
    case "state":
      return BigInt(packetStates.length - 1);
    case "direction":
      return REPLY;
    case "user":
    case "group":
      return noUser;
    case "mark":
    case "connection-mark":
      return 0xffffffffn;
  }
}
