import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Address, parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type AddressRange, prefixOf, prefixRange } from "@/lib/core/net/prefix";

type Listener = HostFacts["listeners"][number];

/** One address at which a program waits; `interface`: bound to that one alone. */
export type Hearing = Pick<Listener, "family" | "address"> & { readonly interface: string | null };

/** What one program of one account waits for on one port, in both families. */
export type Socket = {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly program: string | null;
  /** The account that opened it; null: not known. */
  readonly uid: number | null;
  readonly hearing: readonly Hearing[];
};

/** Where a socket can be reached in one family; `addresses` null: at every address of the host. */
export type HeardAt =
  | { readonly kind: "not-heard" }
  | { readonly kind: "loopback" }
  | {
      readonly kind: "heard";
      readonly addresses: readonly AddressRange[] | null;
      readonly interface: string | null;
    };

/** The listening sockets of a host, the two families of one program on one port together, by port. */
export function socketsOf(facts: Pick<HostFacts, "listeners">): readonly Socket[] {
  const sockets = new Map<string, Socket>();
  for (const {
    protocol,
    port,
    program,
    uid = null,
    family,
    address,
    interface: bound = null,
  } of facts.listeners) {
    const key = `${protocol} ${port} ${program} ${uid}`;
    const known = sockets.get(key)?.hearing ?? [];
    const same = known.some((one) => one.address === address && one.interface === bound);
    const hearing = same ? known : [...known, { family, address, interface: bound }];
    sockets.set(key, { protocol, port, program, uid, hearing });
  }
  return [...sockets.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
}

function isLoopback(address: Address): boolean {
  return address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
}

const isWildcard = (address: Address) => address.value === 0n;

/** Where a socket hears in one family, for others than the host itself. */
export function heardAt({ hearing }: Pick<Socket, "hearing">, family: Family): HeardAt {
  const own = hearing.filter((one) => one.family === family);
  if (own.length === 0) return { kind: "not-heard" };
  const outward = own.flatMap(({ address: text, interface: bound }) => {
    const address = parseAddress(text);
    return address === null || isLoopback(address) || bound === "lo" ? [] : [{ address, bound }];
  });
  const [first] = outward;
  if (first === undefined) return { kind: "loopback" };
  const ranges = outward.some(({ address }) => isWildcard(address))
    ? null
    : outward.map(({ address }) => prefixRange(prefixOf(address, addressBits(family))));
  const alike = outward.every(({ bound }) => bound === first.bound);
  return { kind: "heard", addresses: ranges, interface: alike ? first.bound : null };
}
