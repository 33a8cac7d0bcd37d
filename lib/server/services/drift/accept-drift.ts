import { ownTables } from "@/lib/core/drift/own-tables";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { families } from "@/lib/core/net/family";
import { type PolicyBody, policyBodySchema } from "@/lib/core/policy/schema";
import { transaction } from "@/lib/server/db/transaction";
import { makeObjects } from "../adopt/adopt-rules";
import { askImport, importSource } from "../adopt/ask-import";
import { canonicalJson } from "../canonical-json";
import { authorise, type Context } from "../context";
import type { DraftStarted } from "../draft/draft-view";
import { writeDraft } from "../draft/write-draft";
import { hostIdSchema } from "../host/host-input";
import { askMeaning, type FamilySides } from "../meaning/ask-meaning";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { ownStands, textOf } from "./compare-live";
import { findLook } from "./read-drift";

/** Why the live rules cannot become a revision. */
type Obstacle =
  /** No look, or nothing drifted by it. */
  | "no-drift"
  /** Our chains, or the jumps to them, are not there: what packets meet is not said in them. */
  | "gone"
  /** The rules of one family could not be read, or there was no answer. */
  | "no-answer"
  /** A rule says what a policy has no word for. */
  | "no-word"
  /** The policy that they make does not compile on this host. */
  | "not-compiled"
  /** The policy that they make would mean something else. */
  | "other-meaning";

const texts: Readonly<Record<Obstacle, string>> = {
  "no-drift": "Our chains mean what was confirmed. There is nothing to accept.",
  gone: "Our chains, or the jumps to them, are not on the host any more. Put them back, or import the live rules.",
  "no-answer": "The live rules could not be read in time. Try again.",
  "no-word":
    "Our chains hold a rule for which a policy has no word. Put back what was confirmed, or import the live rules.",
  "not-compiled":
    "The live rules make a policy with errors. Put back what was confirmed, or import the live rules.",
  "other-meaning":
    "As a policy the live rules would mean something else. Put back what was confirmed, or import the live rules.",
};

function refused(why: Obstacle, rule = ""): ServiceError {
  return new ServiceError(`drift-${why}`, texts[why], { status: 409, params: { rule } });
}

/** The facts with our own chains as the only rules, so that a policy is read out of these alone. */
function ownOnly(facts: HostFacts): HostFacts {
  const own = (text: string | null) => (text === null ? null : ownTables(text));
  return { ...facts, live: { ipv4: own(facts.live.ipv4), ipv6: own(facts.live.ipv6) } };
}

/**
 * Makes what our own chains say on the host now the draft, where they can be said in a policy and that policy means the
 * same for every connection, or less by the rates that protect the host. Applying it is an apply with a review of its own, and confirms it as a revision. What the
 * confirmed policy asserts, and which port its control panel has, is kept. Throws `drift-` with the obstacle (params:
 * rule, where it is one rule).
 */
export async function acceptDrift(context: Context, input: unknown): Promise<DraftStarted> {
  authorise(context, "drift.accept");
  const { hostId } = parseInput(hostIdSchema, input);
  const look = await transaction((tx) => findLook(tx, hostId));
  if (look === null || look.row.state !== "drifted") throw refused("no-drift");
  const { facts, measure } = look;
  if (ownStands(measure, facts.live).some((stand) => stand === "chains-gone" || stand === "jump-gone")) {
    throw refused("gone");
  }
  const { known } = await importSource(hostId);
  const read = await askImport({ facts: ownOnly(facts), known }, { role: "blank", keepForgotten: true });
  if (read.state !== "rules") throw refused("no-answer");
  const unsaid = read.account.find((entry) => entry.kind === "opaque");
  if (unsaid !== undefined) throw refused("no-word", unsaid.text);
  const { rulesets, policy, body, made } = read.ways.adopt;
  if (rulesets === null) throw refused("not-compiled");

  const side = (family: 4 | 6): FamilySides => {
    const live = textOf(facts.live, family);
    const chains = rulesets[family];
    return live === null || chains === null
      ? null
      : { before: { live, chains: null }, after: { live, chains } };
  };
  const meaning = await askMeaning({ sides: { 4: side(4), 6: side(6) }, facts, policy, objects: [] });
  if (!meaning.told) throw refused("no-answer");
  const undecided = families.some((family) =>
    ["too-complex", "unreadable"].includes(meaning.outcomes[family]),
  );
  // A rule put first by hand is asked before the rates of the protections, and a rule of a policy behind them.
  if (undecided || meaning.rows.some(({ kind }) => kind !== "limited")) throw refused("other-meaning");

  const { assertions, controlPanelPort } = measure.policy;
  const draft: PolicyBody = policyBodySchema.parse({ ...body, assertions, controlPanelPort });
  return transaction(async (tx) => {
    // Somebody may have made an object of a name that was free.
    if (canonicalJson(await readObjects(tx)) !== canonicalJson(known)) throw refused("no-answer");
    await makeObjects(tx, made);
    const { version } = await writeDraft(tx, context, {
      hostId,
      body: draft,
      version: null,
      verb: "draft.accept",
      detail: { number: look.subject.apply.number },
    });
    return { hostId, role: draft.purposes[0]?.role ?? "blank", version };
  });
}
