import type { Claim } from "@/lib/core/analysis/assertion/claim";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { type AddressRange, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import { parseAssertion } from "@/lib/core/policy/assertion/parse-assertion";
import { addressesOf, resolveAssertion } from "@/lib/core/policy/assertion/resolve-assertion";
import type { Policy } from "@/lib/core/policy/schema";

/** What a policy's assertions claim; texts that cannot be read are left out: an error of the policy tells them. */
export function assertionClaims(
  policy: Policy,
  facts: HostFacts | null,
): readonly { readonly index: number; readonly text: string; readonly claim: Claim }[] {
  return (policy.assertions ?? []).flatMap((text, index) => {
    const read = parseAssertion(text);
    return read.ok ? [{ index, text, claim: resolveAssertion(read.value, policy, facts) }] : [];
  });
}

function oneAddress(text: string | null): AddressRange | null {
  const address = text === null ? null : parseAddress(text);
  return address === null ? null : prefixRange(prefixOf(address, addressBits(address.family)));
}

/** Who the administrator is by the policy: each named source of an admin rule, at the address that the rule is for. */
export type AdminClaim = { readonly name: string; readonly at: string | null; readonly claim: Claim };

/** What has to be true so that each administrator's network keeps its way in: new SSH connections, answered. */
export function adminClaims(policy: Policy, facts: HostFacts, sshPort: number): readonly AdminClaim[] {
  const rules = policy.purposes.flatMap((purpose) =>
    purpose.rules
      .filter(({ admin, enabled, verdict }) => admin && enabled && verdict === "accept")
      .map(({ sources, destination }) => ({ sources, at: destination ?? purpose.address })),
  );
  const claims = new Map<string, AdminClaim>();
  for (const { sources, at } of rules) {
    for (const name of sources) {
      claims.set(`${name} ${at ?? ""}`, {
        name,
        at,
        claim: {
          direction: "in",
          reaches: true,
          peers: addressesOf(name, policy, facts),
          services: [{ kind: "protocol", protocol: 6, ports: [{ first: sshPort, last: sshPort }] }],
          at: oneAddress(at),
          over: null,
        },
      });
    }
  }
  return [...claims.values()];
}
