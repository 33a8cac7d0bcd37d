import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";
import { emptyChains } from "@/lib/core/leave/nothing";
import type { Policy } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { findHost } from "../host/find-host";
import { findConfirmed } from "../host/to-host-row";
import { ServiceError } from "../service-error";

/** A host that can be left: what was read of it, what stands confirmed, and what an apply would load. */
export type Leavable = {
  readonly host: Awaited<ReturnType<typeof findHost>>;
  readonly facts: HostFacts;
  readonly confirmed: { readonly revisionId: string; readonly number: number; readonly roles: unknown };
  readonly policy: Policy;
  readonly rules4: string;
  readonly rules6: string | null;
};

/** Throws `host-not-found`, `leave-nothing`, `leave-not-inspected`. */
export async function loadLeave(tx: Tx, hostId: string): Promise<Leavable> {
  const host = await findHost(tx, hostId);
  const found = await findConfirmed(tx, hostId);
  if (found === null) {
    throw new ServiceError(
      "leave-nothing",
      "Nothing of this panel was ever confirmed on this host. Archive it instead.",
      { status: 409 },
    );
  }
  if (host.facts === null) {
    throw new ServiceError("leave-not-inspected", "This host was not inspected yet. Inspect it first.", {
      status: 409,
    });
  }
  const facts = hostFactsSchema.parse(host.facts);
  const { row: confirmed, policy } = found;
  const rules6 = facts.iptables6 === "absent" ? null : emptyChains(6);
  return { host, facts, confirmed, policy, rules4: emptyChains(4), rules6 };
}
