import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";

/** Rules that only a host that passes packets on has: forwarding rules of others, address translation, container chains. */
const passesOn = /^(\[\d+:\d+\] )?-A (FORWARD|DOCKER|DOCKER-USER|KUBE-\S+|CNI-\S+|\S*POSTROUTING) /;

/**
 * Whether packets of the family may pass through the host: the kernel forwards, or others' rules deal with it.
 * Without facts nothing is known to forward.
 */
export function forwards(family: Family, facts: HostFacts | null): boolean {
  if (facts === null) return false;
  const live = (family === 4 ? facts.live.ipv4 : facts.live.ipv6) ?? "";
  const on = family === 4 ? facts.forwarding.ipv4 : facts.forwarding.ipv6;
  return (
    on || live.split("\n").some((line) => passesOn.test(line) && !line.endsWith(`-j ${ownedChains.forward}`))
  );
}
