import { addressBits } from "@/lib/core/net/family";
import type { PathHost } from "../path/path-host";
import type { NumberRange } from "../predicate/predicate";
import type { KnownAddresses } from "../symbolic/packet-space";

/** A host's own addresses and the broadcast addresses of its IPv4 networks (fib_frontend.c adds both ends of each). */
export function knownAddresses(host: PathHost | null): KnownAddresses | null {
  if (host === null) return null;
  const one = (value: bigint): NumberRange => ({ first: value, last: value });
  const local = host.addresses.map(({ address }) => one(address.value));
  const broadcast = host.addresses.flatMap(({ address, length }) => {
    const bits = addressBits(address.family);
    if (address.family === 6 || length >= bits - 1) return [];
    const hosts = (1n << BigInt(bits - length)) - 1n;
    return [one(address.value | hosts), one(address.value & ~hosts)];
  });
  return { local, broadcast: broadcast.filter(({ first }) => !local.some((own) => own.first === first)) };
}
