import type { HostFacts } from "@/lib/core/facts/host-facts";

/** Reads `ip -o addr show`: `2: eth0    inet 192.0.2.10/24 brd … scope global eth0`. */
export function parseAddresses(text: string): HostFacts["addresses"] {
  const addresses: HostFacts["addresses"] = [];
  for (const line of text.split("\n")) {
    // A point-to-point address is written `ADDRESS peer OTHER/LENGTH`.
    const match =
      /^\d+:\s+([^\s@:]+)(?:@\S+)?\s+inet(6?)\s+([0-9a-f.:]+)(?:\s+peer\s+[0-9a-f.:]+)?(?:\/(\d+))?\s/i.exec(
        line,
      );
    if (match?.[1] === undefined || match[3] === undefined) continue;
    const family = match[2] === "6" ? 6 : 4;
    addresses.push({
      interface: match[1],
      family,
      address: match[3],
      length: match[4] === undefined ? (family === 4 ? 32 : 128) : Number(match[4]),
    });
  }
  return addresses;
}
