import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Lockout, lockoutVerdict } from "./lockout";

/** A lockout check, or why there is nothing to check: no connection is known, its address is none, no tables are known. */
export type PanelLockout = Omit<Lockout, "cause"> & {
  readonly cause: Lockout["cause"] | "no-connection" | "no-live";
};

const cannotTell = (cause: PanelLockout["cause"]): PanelLockout => ({
  answer: "cannot-tell",
  withinRates: "cannot-tell",
  cause,
  legs: [],
});

/**
 * Whether a new SSH connection of the panel would still get in once the compiled chains stand in the live tables, from
 * the address that the host itself sees. `live` and `compiled`: the tables of a family; null where there are none.
 */
export function panelLockout(
  live: (family: Family) => Ruleset | null,
  compiled: (family: Family) => Ruleset | null,
  facts: HostFacts | null,
): PanelLockout {
  const connection = facts?.connection ?? null;
  if (facts === null || connection === null) return cannotTell("no-connection");
  const family = parseAddress(connection.panelAddress)?.family;
  if (family === undefined) return cannotTell("address");
  const chains = compiled(family);
  const tables = chains && live(family);
  if (chains === null || tables === null) return cannotTell("no-live");
  const holder = facts.addresses.find((each) => each.address === connection.hostAddress);
  return lockoutVerdict({
    live: tables,
    compiled: chains,
    connection,
    interface: holder?.interface ?? null,
  });
}
