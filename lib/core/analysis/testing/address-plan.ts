import { type Address, parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type Prefix, prefixOf } from "@/lib/core/net/prefix";
import type { PathHost, Route } from "../path/path-host";

/** Interfaces of the host under test, in the order of the remote quarters that are routed to them. */
export const rigPorts = ["eth0", "eth1", "wg0", "ppp0"] as const;

/** The Ethernet address that frames are sent from. */
export const rigSender = "02:00:00:00:00:01";

function address(text: string): Address {
  const read = parseAddress(text);
  if (read === null) throw new RangeError(text);
  return read;
}

function prefix(text: string, length: number): Prefix {
  return prefixOf(address(text), length);
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

/** What REDIRECT and MASQUERADE find: one address, one in a network, and on the last interface none. */
export const portAddresses: Readonly<
  Record<
    Family,
    readonly { readonly interface: string; readonly address: Address; readonly length: number }[]
  >
> = {
  4: [
    { interface: "eth0", address: address("10.1.200.1"), length: 32 },
    { interface: "eth1", address: address("10.1.200.2"), length: 32 },
    { interface: "wg0", address: address("10.1.201.3"), length: 24 },
  ],
  6: [
    { interface: "eth0", address: address("2001:db8:1:c8::1"), length: 128 },
    { interface: "eth1", address: address("2001:db8:1:c8::2"), length: 128 },
    { interface: "wg0", address: address("2001:db8:1:c9::3"), length: 64 },
  ],
};

const route = (destination: Prefix, name: string, type: Route["type"]): Route => ({
  destination,
  interface: name,
  type,
  metric: 0,
});

const broadcast = prefix("10.1.201.255", 32);
/** What a router is called by in each of its networks (RFC 4291, 2.6.1). */
const anycast = prefix("2001:db8:1:c9::", 128);

export const backends = ["nft", "legacy"] as const;
export type Backend = (typeof backends)[number];

/** The host under test, as its facts would tell it. */
export function rigHostOf(family: Family, backend: Backend): PathHost {
  return { ...rigHost[family], backend: backend === "nft" ? "nf_tables" : "legacy" };
}

/** The same, whichever the back end. */
export const rigHost: Readonly<Record<Family, PathHost>> = {
  4: hostOf(4, [route(broadcast, "wg0", "broadcast")]),
  6: hostOf(6, [route(anycast, "wg0", "anycast")]),
};

function hostOf(family: Family, more: readonly Route[]): PathHost {
  const { local, remote } = addressPlan[family];
  return {
    addresses: portAddresses[family],
    routes: [
      route(local, "lo", "local"),
      ...rigPorts.map((name, at) => route(quarter(remote, at), name, "unicast")),
      ...portAddresses[family].map((each) =>
        route(prefixOf(each.address, each.length), each.interface, "unicast"),
      ),
      ...more,
    ],
    forwarding: true,
  };
}

/** Addresses at which the host itself changes its mind. */
export const plannedAddresses: Readonly<Record<Family, readonly bigint[]>> = {
  4: [...portAddresses[4].map(({ address }) => address.value), broadcast.value],
  6: [...portAddresses[6].map(({ address }) => address.value), anycast.value],
};
