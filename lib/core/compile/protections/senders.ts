import { parsePrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { drop } from "../rule-shapes";
import type { Scope } from "../scope";
import { protectionOrigin } from "./protection-origin";

function from(text: string): Match {
  const prefix = parsePrefix(text);
  if ("fault" in prefix) throw new Error(`${text} is a prefix`);
  return { kind: "source", prefix };
}

/** Loopback addresses as senders of packets from outside. */
export function spoofedRules({ family, policy }: Scope): readonly Rule[] {
  if (!policy.protections.spoofed) return [];
  const origin = protectionOrigin("spoofed", "Nobody outside may claim to be this server itself.");
  return [{ matches: [from(family === 4 ? "127.0.0.0/8" : "::1/128")], target: drop, origin }];
}

/**
 * This server's own addresses as senders of packets from outside, and in IPv6 no address at all. What the server sends to
 * itself comes in by the loopback, and neighbour discovery without an address (RFC 4862, 5.4.2) passed before.
 *
 * `--src-type LOCAL` asks the kernel's own table, so that an address that comes later is guarded too. The rest of what
 * no sender may claim needs no rule, since the kernel drops it before INPUT whatever its settings (measured): multicast
 * and limited broadcast in both families, 0.0.0.0 but to broadcast, which DHCP servers hear. Private and documentation
 * networks are legitimate senders in a provider's network and in a laboratory.
 */
export function ownSenderRules({ family, policy }: Scope): readonly Rule[] {
  if (!policy.protections.ownSenders) return [];
  const origin = protectionOrigin(
    "own-senders",
    "Nobody outside may claim an address of this server, or none at all.",
  );
  const own: Match = { kind: "address-type", side: "source", type: "LOCAL" };
  const claims = family === 4 ? [own] : [own, from("::/128")];
  return claims.map((claim) => ({ matches: [claim], target: drop, origin }));
}
