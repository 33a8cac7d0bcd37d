import { compile } from "@/lib/core/compile/compile";
import type { AdminsView, AssertionsView } from "../assertion/assertion-view";
import { checkDraft } from "../assertion/check-draft";
import { hashOf } from "../canonical-json";
import type { DecisionInput } from "./decide";

type Proven = Pick<DecisionInput, "policy" | "facts">;

/** What was found out about a draft in the analysis thread, and of what exactly it is true. */
export type Proof = {
  readonly of: string;
  readonly assertions: AssertionsView;
  /** Every administrator's network of the policy. */
  readonly admins: AdminsView;
};

/** Names what a proof is of: it holds for this policy and these facts, and for no others. */
export function proofKey({ policy, facts }: Proven): string {
  return hashOf({ policy, facts });
}

/** Asks whether a draft's assertions are true of its rules on the host, and whether its administrators keep their way in. */
export async function prove({ policy, facts }: Proven): Promise<Proof> {
  const compiled = compile(policy, facts);
  const draft = { policy, compiled: compiled.ok ? compiled.value : null, facts };
  return { of: proofKey({ policy, facts }), ...(await checkDraft(draft, { admins: true })) };
}
