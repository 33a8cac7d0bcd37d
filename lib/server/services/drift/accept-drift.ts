import type { KnownObjects } from "@/lib/core/adopt/adopt";
import { asConfirmed } from "@/lib/core/adopt/as-confirmed";
import type { ImportRead } from "@/lib/core/adopt/read-import";
import { compile } from "@/lib/core/compile/compile";
import { ownTables } from "@/lib/core/drift/own-tables";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { families } from "@/lib/core/net/family";
import { mostRules, type Policy, type PolicyBody, policyBodySchema } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
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
  /** They are more than a policy holds: an apply would write our chains without the rest. */
  | "too-many"
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
  "too-many":
    "Our chains hold more rules than a policy does, so some would be lost. Put back what was confirmed, or join rules on the host.",
  "not-compiled":
    "The live rules make a policy with errors. Put back what was confirmed, or import the live rules.",
  "other-meaning":
    "As a policy the live rules would mean something else. Put back what was confirmed, or import the live rules.",
};

function refused(why: Obstacle, params: Readonly<Record<string, string | number>> = {}): ServiceError {
  return new ServiceError(`drift-${why}`, texts[why], { status: 409, params });
}

/** The facts with our own chains as the only rules, so that a policy is read out of these alone. */
function ownOnly(facts: HostFacts): HostFacts {
  const own = (text: string | null) => (text === null ? null : ownTables(text));
  return { ...facts, live: { ipv4: own(facts.live.ipv4), ipv6: own(facts.live.ipv6) } };
}

type Look = NonNullable<Awaited<ReturnType<typeof findLook>>>;

/** Whether a policy means what is on the host, or else why it cannot be taken. */
async function standIn(policy: Policy, { facts }: Look): Promise<Obstacle | null> {
  const compiled = compile(policy, facts);
  if (!compiled.ok) return "not-compiled";
  const { ruleset4, ruleset6 } = compiled.value;
  const side = (live: string | null, chains: Ruleset | null): FamilySides =>
    live === null || chains === null ? null : { before: { live, chains: null }, after: { live, chains } };
  const sides = { 4: side(textOf(facts.live, 4), ruleset4), 6: side(textOf(facts.live, 6), ruleset6) };
  const meaning = await askMeaning({ sides, facts, policy, objects: [] });
  if (!meaning.told) return "no-answer";
  const undecided = families.some((family) =>
    ["too-complex", "unreadable"].includes(meaning.outcomes[family]),
  );
  // A rule put first by hand is asked before the rates of the protections, and a rule of a policy behind them.
  const rows = [meaning, ...meaning.protections].flatMap((told) => told.rows);
  return undecided || rows.some(({ kind }) => kind !== "limited") ? "other-meaning" : null;
}

/** Objects that the confirmed policy names first: of two that hold the same, the reader expects that one. */
function usedFirst(known: KnownObjects, confirmed: Policy): KnownObjects {
  const named = new Set([
    ...confirmed.purposes.flatMap(({ rules }) => rules.flatMap(({ sources }) => sources)),
    ...confirmed.client.rules.flatMap(({ destinations }) => destinations),
  ]);
  const rank = ({ name }: { readonly name: string }) => Number(!named.has(name));
  return { ...known, networks: known.networks.toSorted((a, b) => rank(a) - rank(b)) };
}

/** What is in the way of a policy that holds every live rule, if anything is. */
function unsaidIn({ account, full }: Extract<ImportRead, { state: "rules" }>): ServiceError | null {
  const opaque = account.find((entry) => entry.kind === "opaque" && entry.because !== "too-many");
  if (opaque !== undefined) return refused("no-word", { rule: opaque.text });
  if (full !== null) return refused("too-many", { most: mostRules, lost: full.lost + full.kept });
  return null;
}

/**
 * Makes what our own chains say on the host now the draft, where they can be said in a policy and that policy means the
 * same for every connection, or less by the rates that protect the host. Rules that were confirmed keep their names.
 * Applying it is an apply with a review of its own, and confirms it as a revision. What the confirmed policy asserts, and
 * which port its control panel has, is kept. Throws `drift-` with the obstacle (params: rule, where it is one rule; most
 * and lost, where they are too many).
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
  const confirmed = measure.policy;
  const { known } = await importSource(hostId);
  const source = { facts: ownOnly(facts), known: usedFirst(known, confirmed) };
  const read = await askImport(source, { role: "blank", keepForgotten: true });
  if (read.state !== "rules") throw refused("no-answer");
  const unsaid = unsaidIn(read);
  if (unsaid !== null) throw unsaid;
  const { policy, body, made } = read.ways.adopt;
  const { assertions, controlPanelPort } = confirmed;
  const kept = { ...asConfirmed(body, confirmed), assertions, controlPanelPort };
  // Where the confirmed rules cannot stand among those that came, all are taken as they were read.
  const named = (await standIn({ ...policy, ...kept }, look)) === null;
  const obstacle = named ? null : await standIn(policy, look);
  if (obstacle !== null) throw refused(obstacle);

  const draft: PolicyBody = policyBodySchema.parse(named ? kept : { ...body, assertions, controlPanelPort });
  return transaction(async (tx) => {
    // Somebody may have made an object of a name that was free.
    if (canonicalJson(await readObjects(tx)) !== canonicalJson(known)) throw refused("no-answer");
    const renamed = await makeObjects(tx, made, draft);
    const { version } = await writeDraft(tx, context, {
      hostId,
      body: renamed,
      version: null,
      verb: "draft.accept",
      detail: { number: look.subject.apply.number },
    });
    return { hostId, role: draft.purposes[0]?.role ?? "blank", version };
  });
}
