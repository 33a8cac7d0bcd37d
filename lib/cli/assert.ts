import { type AnswerView, answerView } from "@/lib/core/analysis/assertion/answer-view";
import { checkClaims } from "@/lib/core/analysis/assertion/check-claims";
import type { ClaimAnswer } from "@/lib/core/analysis/assertion/claim";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { placedText } from "@/lib/core/analysis/verdict";
import { conditionsByName, conditionsTold } from "@/lib/core/meaning/rules-told";
import { tellSome } from "@/lib/core/meaning/tell-addresses";
import type { Family } from "@/lib/core/net/family";
import { type Objects, resolveAssertion } from "@/lib/core/policy/assertion/resolve-assertion";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type AssertionLine, readAssertions } from "./assertion-lines";
import { BadInput, type Command, type ExitCode } from "./command";
import { addressWords } from "./meaning-words";
import { readArguments } from "./read-arguments";
import { readCount } from "./read-count";
import { readFacts } from "./read-facts";
import { readText } from "./read-json";
import { familyGiven, familyOfText, tablesOf } from "./read-rules";

const help = `Usage: sekisho assert RULES 'ASSERTION' ... [--network N=P,...] [--json] [--allow-depends]
                      [--facts FACTS.json] [--budget N] [--family 4|6]
       sekisho assert RULES --file ASSERTIONS ...
       sekisho assert RULES --policy POLICY.json

Says whether assertions are true of rules, for all packets at once. RULES is what iptables-save or ip6tables-save
prints. A file named - is standard input.

  nobody but 192.0.2.0/24 reaches tcp 5432     no new connection of anybody else gets in
  anyone reaches tcp 80, 443                   each does, and is answered
  office reaches ssh                           names: see --network and --policy
  branch does not reach tcp 22, udp 53, ping
  the VPS reaches nobody but updates on tcp 443
Each may end in "at ADDRESS" (one of the host's own) and "over INTERFACE". Services: tcp, udp or sctp with ports, ping,
protocol NUMBER, anything, and the usual names (ssh, https, dns ...). A name with a blank stands in "quotes".

  --file FILE        one assertion a line; # begins a comment
  --policy FILE      a policy: its networks and services have names, and its own assertions are checked too
  --network N=P,...  a network by its name, once or more
  --facts FILE       host facts as JSON: own addresses, routes. Without them each address may be the host's own
  --allow-depends    an answer that hangs on what the rules do not say (a set, a rate for all) is no failure
  --budget N         give up after N nodes of a decision diagram (default 2000000, at most some 500 MB)
  --json             {"assertions":[{"text","place","outcome":"holds"|"fails"|"depends"|"not-asked"|"too-complex",
                      "conditions":[...],"assumes":[...],"witness":{"packet","rule":{"line","text",...}|null,"place",
                      "leg","peers":[...]|null,"more"}|null}]}
                     peers are all for whom it is so; null stands for all that were asked about
  --family           where the rules themselves do not tell it

Exit codes: 0 all hold (or say nothing about the family), 1 one fails or depends, 2 bad input, 3 too complex to decide.
`;

type Answered = {
  readonly line: AssertionLine;
  readonly answer: AnswerView;
  /** For people, with lines in place of whole rules. */
  readonly peers: string | null;
  readonly conditions: readonly string[];
  readonly assumes: readonly string[];
};

/** Conditions by their own text, and the line of the rule that asks them. */
function conditionWords(names: readonly string[], ruleset: Ruleset): readonly string[] {
  const known = conditionsByName([ruleset], new Set(names));
  return conditionsTold(names, known).map(({ text, rule }) =>
    rule === null ? text : `${text}${rule.ref.line === null ? "" : ` (line ${rule.ref.line})`}`,
  );
}

/** For whom it is so: by their names where they have some, or as everybody but the others. */
function peersWords(answer: ClaimAnswer, family: Family, networks: Objects["networks"]): string | null {
  if (!("witness" in answer) || answer.witness.peers === null) return null;
  const { peers, asked } = answer.witness;
  const { except, terms } = tellSome(peers, asked ?? family, { networks, panel: null });
  const words = terms.slice(0, mostPeers).map((term) => addressWords(term));
  const more = terms.length > mostPeers ? [`${terms.length - mostPeers} more`] : [];
  return `${except ? "everybody it speaks of but " : ""}${[...words, ...more].join(", ")}`;
}

const legs = {
  first: "",
  answer: " (the answer to a connection that was let in)",
  later: " (a later packet of the connection)",
  "later-answer": " (a later answer)",
} as const;

function decidedBy({ rule, place }: NonNullable<AnswerView["witness"]>): string {
  if (rule !== null) return `${rule.line === null ? "" : `line ${rule.line}: `}${placedText(rule)}`;
  return place === null ? "what the rules do not say" : `the chain policy of ${place.table} ${place.chain}`;
}

function toText({ line, answer, peers, conditions, assumes }: Answered): string {
  const { outcome, witness, family } = answer;
  const word = outcome === "not-asked" ? `says nothing about IPv${family}` : outcome.replace("-", " ");
  const told = [`${word}: ${line.text}${line.place === null ? "" : `  (${line.place})`}`];
  if (witness !== null) {
    told.push(`  packet: ${witness.packet}${legs[witness.leg]}`, `  by: ${decidedBy(witness)}`);
    if (peers !== null) told.push(`  so for: ${peers}`);
  }
  for (const condition of conditions) told.push(`  hangs on: ${condition}`);
  for (const rate of assumes) told.push(`  as long as this rate is kept: ${rate}`);
  return `${told.join("\n")}\n`;
}

function exitCode(outcomes: readonly AnswerView["outcome"][], allowDepends: boolean): ExitCode {
  if (outcomes.includes("fails")) return 1;
  if (outcomes.includes("too-complex")) return 3;
  return outcomes.includes("depends") && !allowDepends ? 1 : 0;
}

/** More than anybody reads. */
const mostPeers = 40;

/** Rules and assertions → whether each is true. */
export const assert: Command = {
  summary: "say whether assertions are true of rules",
  help,
  run(words, io): ExitCode {
    const args = readArguments(words, {
      valued: ["--file", "--policy", "--network", "--facts", "--budget", "--family"],
      flags: ["--json", "--allow-depends"],
    });
    const [path, ...texts] = args.words;
    if (path === undefined)
      throw new BadInput("give a file of rules and what has to be true of them; see --help");
    const text = readText(path, io);
    const facts = readFacts(args, io);
    const { objects, lines } = readAssertions(texts, args, facts, io);
    if (lines.length === 0) {
      throw new BadInput(
        "nothing is asserted: give 'nobody reaches tcp 5432', --file or --policy; see --help",
      );
    }
    const family = familyGiven(args) ?? familyOfText(text);
    const ruleset = tablesOf(path, text, family);
    const claims = lines.map(({ assertion }) => resolveAssertion(assertion, objects, facts));
    const host = facts && pathHost(facts, family);
    const budget = readCount(args, "--budget");
    const options = { host, ...(budget !== null && { budget }) };
    const answered = checkClaims(ruleset, claims, options).map((answer, at): Answered => {
      const line = lines[at] as AssertionLine;
      const peers = peersWords(answer, family, objects.networks);
      const told = answerView(answer, family);
      const words = (names: readonly string[]) => conditionWords(names, ruleset);
      return { line, answer: told, peers, conditions: words(told.conditions), assumes: words(told.assumes) };
    });
    if (args.flags.has("--json")) {
      const assertions = answered.map(({ line, answer }) => ({
        text: line.text,
        place: line.place,
        ...answer,
      }));
      io.stdout(`${JSON.stringify({ assertions })}\n`);
    } else {
      for (const one of answered) io.stdout(toText(one));
    }
    return exitCode(
      answered.map(({ answer }) => answer.outcome),
      args.flags.has("--allow-depends"),
    );
  },
};
