import { ApplyChecks } from "@/components/checks/apply-checks";
import { requireActor } from "@/lib/server/auth/actor";
import { readApplyChecks } from "@/lib/server/services/checks/read-apply-checks";

/** The checks that were held against the rules of an apply; `inForce`: they can be run now. */
export async function ApplyChecksSection({
  hostId,
  applyId,
  inForce,
}: {
  hostId: string;
  applyId: string;
  inForce: boolean;
}) {
  const actor = await requireActor();
  const run = await readApplyChecks({ actor }, { applyId });
  if (run === null && !inForce) return null;
  return <ApplyChecks hostId={hostId} run={run} inForce={inForce} />;
}
