import { type BootLoad, bootLoads, type HostFacts } from "@/lib/core/facts/host-facts";
import type { BootLoaded } from "@/lib/core/rehearsal/rehearsal";

/** Reads the lines `4 rules`, `6 minimal` of the boot script; null where there is none. */
export function parseBootLoaded(text: string): BootLoaded | null {
  const word = (family: 4 | 6): BootLoad | null => {
    const told = new RegExp(`^${family} (\\S+)$`, "m").exec(text)?.[1];
    return bootLoads.find((each) => each === told) ?? null;
  };
  const loaded = { ipv4: word(4), ipv6: word(6) };
  return loaded.ipv4 === null && loaded.ipv6 === null ? null : loaded;
}

/** The boot unit, and what the last start could load, from what INSPECT printed. */
export function parseBoot(unit: string, blocks: ReadonlyMap<string, string>): HostFacts["boot"] {
  return {
    unit: unit === "enabled" || unit === "disabled" ? unit : "none",
    loaded: parseBootLoaded(blocks.get("boot") ?? ""),
  };
}
