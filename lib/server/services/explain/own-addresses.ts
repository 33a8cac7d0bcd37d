import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Address, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { type Prefix, prefixHolds, prefixOf } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";

type OwnAddress = HostFacts["addresses"][number];

/** Addresses that nobody else reaches the host by: loopback (RFC 1122, 4291) and link-local (RFC 3927, 4291). */
const unreachable: readonly Prefix[] = [
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["::1", 128],
  ["fe80::", 10],
].flatMap(([text, length]) => {
  const address = parseAddress(String(text));
  return address === null ? [] : [prefixOf(address, Number(length))];
});

/** Whether others can reach a host by this address. */
export function isReachable(address: Address): boolean {
  return !unreachable.some((prefix) => prefixHolds(prefix, address));
}

/** The address of a family by which the host is reached: the one that the panel uses, else the first that others can. */
export function ownAddress(facts: HostFacts | null, family: Family): string | null {
  const used = facts?.connection?.hostAddress;
  if (used !== undefined && parseAddress(used)?.family === family) return used;
  const found = facts?.addresses.find((one) => {
    const address = parseAddress(one.address);
    return one.family === family && address !== null && isReachable(address);
  });
  return found?.address ?? null;
}

/** The host's entry for one of its own addresses, or null. */
export function findOwn(facts: HostFacts | null, address: Address): OwnAddress | null {
  const same = (one: OwnAddress) => parseAddress(one.address)?.value === address.value;
  return facts?.addresses.find((one) => one.family === address.family && same(one)) ?? null;
}

/** Whether the host itself is meant: one of its addresses, or any loopback one. */
export function isSelf(facts: HostFacts | null, address: Address): boolean {
  const loopback = address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
  return loopback || findOwn(facts, address) !== null;
}

/** The programs that wait for a packet that comes in (null: one that is not known); null where it is no such packet. */
export function listenersFor(facts: HostFacts, packet: Packet): (string | null)[] | null {
  const { chain, destination, destinationPort: ports, protocol, state } = packet;
  const transport = protocol === 6 ? "tcp" : protocol === 17 ? "udp" : null;
  if (chain !== "INPUT" || state !== "NEW" || transport === null) return null;
  if (destination === null || ports === null || ports.first !== ports.last) return null;
  if (!isSelf(facts, destination)) return null;
  const found = facts.listeners.filter((one) => {
    const bound = parseAddress(one.address)?.value;
    const here = bound === 0n || bound === destination.value;
    return one.protocol === transport && one.family === packet.family && one.port === ports.first && here;
  });
  return [...new Set(found.map(({ program }) => program))];
}
