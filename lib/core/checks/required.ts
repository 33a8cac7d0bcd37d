import type { Check, CheckFrom, ExpectedOutcome, SeenOutcome } from "./check";
import type { CheckTry } from "./judge-tries";

/**
 * What a try is worth as a proof of rules. `failed`: it met something else than they mean; `unproven`: it could not be
 * tried; `held`: it met what they mean; `undecided`: it is not they who decide: nobody listens there, somebody else answers
 * before them, the packet's way is not known, or there is no way there in this family.
 */
export const proofWords = ["failed", "unproven", "held", "undecided"] as const;
export type ProofWord = (typeof proofWords)[number];

/** A try that did not hold, in short. */
export type RequiredProbe = {
  readonly from: CheckFrom;
  readonly port: number | null;
  readonly address: string | null;
  readonly intended: ExpectedOutcome;
  readonly seen: SeenOutcome;
};

/** What all of them together are worth: one try that failed refutes; without one that held nothing is proven. */
export type RequiredProof = {
  readonly verdict: "passed" | "refuted" | "unproven";
  /** How many checks, each in all its families together: `held` met what the rules mean in every one of them. */
  readonly counts: Readonly<Record<ProofWord, number>>;
  readonly failed: readonly RequiredProbe[];
  readonly unproven: readonly RequiredProbe[];
  /** The checks that `counts` has as undecided. */
  readonly undecided: readonly Pick<RequiredProbe, "from" | "port">[];
};

/** What one try proves of the rules that are in force. */
export function proofWord({ judgement, intended, live, seen }: CheckTry): ProofWord {
  switch (judgement) {
    case "less-protected":
      return "failed";
    case "more-closed":
      // The rules let it in: whoever refuses it at once is a program, or another firewall.
      return live === "works" && seen.outcome !== "silent" ? "undecided" : "failed";
    case "agrees":
      // Nothing was sent, so that nothing was shut.
      if (seen.outcome === "no-route") return "undecided";
      return intended === "cannot-tell" ? "undecided" : "held";
    case "not-tried":
      return seen.outcome === "no-route" ? "undecided" : "unproven";
    // Shut, and not by our rule, which answers in another way.
    case "answers-otherwise":
    case "nothing-listens":
    case "other-side":
    case "cannot-tell":
      return "undecided";
  }
}

/**
 * What a check as a whole came to: one try that failed, could not be made or is not decided is enough. A door that is to be
 * shut and to which there is no way in one of its families is as it should be there, as in the run that is the evidence.
 */
function wholeWord(tries: readonly { readonly word: ProofWord; readonly asMeant: boolean }[]): ProofWord {
  const grave = proofWords.find(
    (word) => word !== "held" && tries.some((one) => one.word === word && !one.asMeant),
  );
  return grave ?? (tries.some(({ word }) => word === "held") ? "held" : "undecided");
}

/** Holds checks that come in against what they are to prove: a check counts once, what did not hold is told by address. */
export function proofOf(
  results: readonly { readonly check: Check; readonly tries: readonly CheckTry[] }[],
): RequiredProof {
  const all = results.map(({ check: { from, port }, tries }) => {
    // A check that nobody answered for was not made.
    if (tries.length === 0) {
      const gap = { from, port, address: null, intended: "cannot-tell", seen: "unread" } as const;
      return [{ word: "unproven" as ProofWord, asMeant: false, probe: gap }];
    }
    return tries.map((one) => {
      const { seen, intended } = one;
      const probe: RequiredProbe = { from, port, address: seen.address, intended, seen: seen.outcome };
      return { word: proofWord(one), asMeant: one.judgement === "agrees", probe };
    });
  });
  const probes = (word: ProofWord) => all.flat().flatMap((one) => (one.word === word ? [one.probe] : []));
  const whole = all.map(wholeWord);
  const count = (word: ProofWord) => whole.filter((one) => one === word).length;
  const counts = {
    failed: count("failed"),
    unproven: count("unproven"),
    held: count("held"),
    undecided: count("undecided"),
  };
  const [failed, unproven] = [probes("failed"), probes("unproven")];
  const proven = unproven.length === 0 && probes("held").length > 0;
  return {
    verdict: failed.length > 0 ? "refuted" : proven ? "passed" : "unproven",
    counts,
    failed,
    unproven,
    undecided: results.flatMap(({ check: { from, port } }, at) =>
      whole[at] === "undecided" ? [{ from, port }] : [],
    ),
  };
}
