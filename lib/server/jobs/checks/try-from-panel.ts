import { lookup } from "node:dns/promises";
import type { Seen } from "@/lib/core/checks/check";
import { type Address, formatAddress, parseAddress } from "@/lib/core/net/address";
import { transaction } from "@/lib/server/db/transaction";
import { findHost } from "@/lib/server/services/host/find-host";
import type { PanelTries } from "@/lib/server/services/host-gateway";
import { connectOnce } from "./connect-once";
import { tryPanelOfPractice } from "./try-practice";

/** Addresses of the name under which the panel knows the host; none where it is not found. */
async function addressesOf(name: string): Promise<readonly Address[]> {
  const literal = parseAddress(name);
  if (literal !== null) return [literal];
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.flatMap(({ address }) => parseAddress(address) ?? []);
}

/**
 * Connects from here to each port of a host: at the address under which the panel knows it, and at `more` where that has
 * none of a family. Throws `host-not-found`, `practice-gone`.
 */
export async function tryFromPanel(
  hostId: string,
  ports: readonly number[],
  more: readonly string[],
): Promise<PanelTries> {
  const { kind, address } = await transaction((tx) => findHost(tx, hostId));
  if (kind === "practice") return tryPanelOfPractice(hostId, ports);
  const known = await addressesOf(address);
  const others = more
    .flatMap((text) => parseAddress(text) ?? [])
    .filter(({ family }) => !known.some((one) => one.family === family));
  const all = [...new Map([...known, ...others].map((one) => [formatAddress(one), one])).values()];
  const unknown: Seen = {
    address: null,
    family: null,
    outcome: "cannot-resolve",
    milliseconds: null,
    tool: null,
    words: "",
  };
  const tryPort = async (port: number) =>
    all.length === 0 ? [unknown] : await Promise.all(all.map((one) => connectOnce(one, port)));
  return { source: { 4: null, 6: null }, seen: await Promise.all(ports.map(tryPort)) };
}
