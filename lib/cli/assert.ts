import { type AnswerView, answerView } from "@/lib/core/analysis/assertion/answer-view";
import { checkClaims } from "@/lib/core/analysis/assertion/check-claims";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { placedText } from "@/lib/core/analysis/verdict";
import { resolveAssertion } from "@/lib/core/policy/assertion/resolve-assertion";
import { type AssertionLine, readAssertions } from "./assertion-lines";
import { BadInput, type Command, type ExitCode } from "./command";
import { readArguments } from "./read-arguments";
import { readCount } from "./read-count";
import { readFacts } from "./read-facts";
import { readText } from "./read-json";
import { familyGiven, familyOfText, tablesOf } from "./read-rules";

const help = `Usage: sekisho assert RULES 'ASSERTION' ... [--json] [--allow-depends] [--facts FACTS.json] [--family 4|6]
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

type Answered = { readonly line: AssertionLine; readonly answer: AnswerView };

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

function toText({ line, answer }: Answered): string {
  const { outcome, witness, conditions, assumes, family } = answer;
  const word = outcome === "not-asked" ? `says nothing about IPv${family}` : outcome.replace("-", " ");
  const told = [`${word}: ${line.text}${line.place === null ? "" : `  (${line.place})`}`];
  if (witness !== null) {
    told.push(`  packet: ${witness.packet}${legs[witness.leg]}`, `  by: ${decidedBy(witness)}`);
    const more = witness.more > 0 ? `, and ${witness.more} more` : "";
    if (witness.peers !== null) told.push(`  so for: ${witness.peers.join(", ")}${more}`);
  }
  for (const condition of conditions) told.push(`  hangs on: ${condition}`);
  for (const rate of assumes) told.push(`  while within: ${rate}`);
  return `${told.join("\n")}\n`;
}

function exitCode(outcomes: readonly AnswerView["outcome"][], allowDepends: boolean): ExitCode {
  if (outcomes.includes("fails")) return 1;
  if (outcomes.includes("too-complex")) return 3;
  return outcomes.includes("depends") && !allowDepends ? 1 : 0;
}

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
    const facts = readFacts(args, io);
    const { objects, lines } = readAssertions(texts, args, facts, io);
    if (lines.length === 0) {
      throw new BadInput(
        "nothing is asserted: give 'nobody reaches tcp 5432', --file or --policy; see --help",
      );
    }
    const text = readText(path, io);
    const family = familyGiven(args) ?? familyOfText(text);
    const ruleset = tablesOf(path, text, family);
    const claims = lines.map(({ assertion }) => resolveAssertion(assertion, objects, facts));
    const host = facts && pathHost(facts, family);
    const budget = readCount(args, "--budget");
    const options = { host, ...(budget !== null && { budget }) };
    const answered = checkClaims(ruleset, claims, options).map((answer, at): Answered => {
      const line = lines[at] as AssertionLine;
      return { line, answer: answerView(answer, family) };
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
