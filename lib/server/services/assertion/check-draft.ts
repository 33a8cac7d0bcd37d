import { gravestOutcome } from "@/lib/core/assertion/claims-question";
import { adminClaims, assertionClaims } from "@/lib/core/assertion/policy-claims";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import { analyse } from "@/lib/server/analysis/analyse";
import { answerView } from "./answer-view";
import type { AdminsView, AssertionsView, NotChecked } from "./assertion-view";
import { tablesWith } from "./host-tables";

/** What a policy that compiles has to be true of, and what it would become on the host. */
export type DraftToCheck = {
  readonly policy: Policy;
  /** Null where the policy has errors. */
  readonly compiled: Compiled | null;
  readonly facts: HostFacts | null;
};

/** The SSH port where the host did not say over which one it is reached. */
const usualSshPort = 22;

/**
 * Asks the analysis thread whether the policy's assertions are true of its rules in the host's live tables, both
 * families, and, where `admins` is wanted, whether each administrator's network keeps its way in.
 */
export async function checkDraft(
  { policy, compiled, facts }: DraftToCheck,
  wanted: { readonly admins: boolean },
): Promise<{ readonly assertions: AssertionsView; readonly admins: AdminsView }> {
  const not = (why: NotChecked) =>
    ({ assertions: { told: false, why }, admins: { told: false, why } }) as const;
  if (facts === null) return not("not-inspected");
  if (compiled === null) return not("not-compiled");
  const claims = assertionClaims(policy, facts);
  const port = facts.connection?.hostPort ?? usualSshPort;
  const admins = wanted.admins ? adminClaims(policy, facts, port) : [];
  if (claims.length + admins.length === 0) {
    return { assertions: { told: true, results: [] }, admins: { told: true, results: [] } };
  }
  const answered = await analyse("claims", {
    of: tablesWith(compiled, facts),
    groups: [
      { claims: claims.map(({ claim }) => claim), rates: "quiet-source" },
      { claims: admins.map(({ claim }) => claim), rates: "open" },
    ],
  });
  if (!answered.ok) return not(answered.why);
  const [ofAssertions = [], ofAdmins = []] = answered.answer;
  const view = (answers: (typeof ofAssertions)[number] = []) => ({
    outcome: gravestOutcome(answers),
    answers: answers.map((answer) => answerView(answer, policy)),
  });
  return {
    assertions: {
      told: true,
      results: claims.map(({ index, text }, at) => ({ index, text, ...view(ofAssertions[at]) })),
    },
    admins: {
      told: true,
      results: admins.map(({ name, at: address }, at) => ({ name, at: address, ...view(ofAdmins[at]) })),
    },
  };
}
