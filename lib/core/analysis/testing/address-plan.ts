import { parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type Prefix, prefixOf } from "@/lib/core/net/prefix";

/** Interfaces of the host under test, in the order of the remote quarters that are routed to them. */
export const rigPorts = ["eth0", "eth1", "wg0", "ppp0"] as const;

function prefix(text: string, length: number): Prefix {
  const address = parseAddress(text);
  if (address === null) throw new RangeError(text);
  return prefixOf(address, length);
}

/** Addresses that are the host's own, and those of others, a quarter behind each interface. */
export const addressPlan: Readonly<Record<Family, { readonly local: Prefix; readonly remote: Prefix }>> = {
  4: { local: prefix("10.1.0.0", 16), remote: prefix("10.2.0.0", 16) },
  6: { local: prefix("2001:db8:1::", 48), remote: prefix("2001:db8:2::", 48) },
};

/** The address of the same place inside a prefix. */
export function placedIn({ family, value, length }: Prefix, address: bigint): bigint {
  return value | (address & ((1n << BigInt(addressBits(family) - length)) - 1n));
}

/** The quarter behind an interface. */
export function quarter(remote: Prefix, index: number): Prefix {
  const shift = BigInt(addressBits(remote.family) - remote.length - 2);
  return { ...remote, value: remote.value | (BigInt(index) << shift), length: remote.length + 2 };
}

/** The interface that leads to a remote address. */
export function portTo(remote: Prefix, address: bigint): string {
  const index = rigPorts.findIndex((_, at) => {
    const { value, length } = quarter(remote, at);
    const shift = BigInt(addressBits(remote.family) - length);
    return address >> shift === value >> shift;
  });
  return rigPorts[index] ?? rigPorts[0];
}
