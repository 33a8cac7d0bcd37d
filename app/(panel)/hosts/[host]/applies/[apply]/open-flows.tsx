import { FlowsSection } from "@/components/flows/flows-section";
import { requireActor } from "@/lib/server/auth/actor";
import { listCuts } from "@/lib/server/services/flows/list-cuts";
import { cutFlowsAction, lookAtFlowsAction } from "./flows-actions";

/** Connections that outlive the rules of an apply; `inForce`: no other one was confirmed since. */
export async function OpenFlows({
  hostId,
  applyId,
  inForce,
}: {
  hostId: string;
  applyId: string;
  inForce: boolean;
}) {
  const actor = await requireActor();
  const cuts = await listCuts({ actor }, { applyId });
  if (!inForce && cuts.length === 0) return null;
  const verbs = {
    look: lookAtFlowsAction.bind(null, applyId),
    cut: cutFlowsAction.bind(null, hostId, applyId),
  };
  return <FlowsSection verbs={inForce ? verbs : null} cuts={cuts} />;
}
