import type { HostFacts } from "@/lib/core/facts/host-facts";

/** Our boot unit waits for these, so whatever they flush is gone before our rules come. */
const waitedFor: ReadonlySet<string> = new Set(["nftables", "netfilter-persistent", "ufw"]);

/** Other firewall managers that run at a start and may flush what our boot unit loaded before them. */
export function lateFlushers({ managers }: Pick<HostFacts, "managers">): readonly string[] {
  return managers
    .filter(({ name, state }) => state !== "installed" && !waitedFor.has(name))
    .map(({ name }) => name);
}
