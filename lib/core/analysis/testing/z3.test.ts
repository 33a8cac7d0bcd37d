import { describe, expect, it } from "vitest";
import { packetChains } from "@/lib/core/packet/packet";
import { pick, type Random } from "@/lib/core/packet/random-packet";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import type { ChangeRow } from "../diff/change-row";
import { diffRulesets } from "../diff/diff";
import { predicatesOf } from "../predicate/predicate-of";
import { uselessRules } from "../shadow/shadow";
import { RulesetMaker } from "./random-ruleset";
import { seeded } from "./seeded";
import { PredicateText } from "./z3-predicate";
import { about, inFields, interfaceNames, possible, rowTerms } from "./z3-rows";
import { fate, RuleText } from "./z3-rules";
import { satisfiable, z3Obstacle } from "./z3-run";

/** More or other pairs: SEKISHO_Z3_PAIRS (of each family), SEKISHO_Z3_SEED. */
const pairs = Number(process.env.SEKISHO_Z3_PAIRS ?? 9);
const seed = Number(process.env.SEKISHO_Z3_SEED ?? 1);

const mostRules = 6;

const hangsOnHost = ({ matches }: Rule) => matches.some(({ kind }) => kind === "address-type");

function without(ruleset: Ruleset, unwanted: (rule: Rule) => boolean, most = 100): Ruleset {
  const tables = ruleset.tables.map(({ name, chains }) => ({
    name,
    chains: chains.map((chain) => ({
      ...chain,
      rules: chain.rules.filter((rule) => !unwanted(rule)).slice(0, most),
    })),
  }));
  return { ...ruleset, tables };
}

const turned: Readonly<Partial<Record<Target["kind"], Target>>> = {
  accept: { kind: "drop" },
  drop: { kind: "accept" },
  reject: { kind: "accept" },
};

/** One rule taken away, moved, or decided the other way; now and then several of them. */
function changed(random: Random, ruleset: Ruleset): Ruleset {
  const tables = ruleset.tables.map(({ name, chains }) => {
    const chosen = pick(
      random,
      chains.filter(({ rules }) => rules.length > 0),
    );
    const at = Math.floor(random() * chosen.rules.length);
    const rest = chosen.rules.toSpliced(at, 1);
    const [moved] = chosen.rules.slice(at);
    const to = Math.floor(random() * chosen.rules.length);
    const other =
      moved === undefined ? undefined : { ...moved, target: turned[moved.target.kind] ?? moved.target };
    const rules = random() < 0.3 || other === undefined ? rest : rest.toSpliced(to, 0, other);
    return { name, chains: chains.map((chain) => (chain === chosen ? { ...chain, rules } : chain)) };
  });
  const next = { ...ruleset, tables };
  return random() < 0.4 ? changed(random, next) : next;
}

/** The same rules with other rates, each of which is a question of its own then. */
function recounted(ruleset: Ruleset): Ruleset {
  const otherwise = (match: Rule["matches"][number]): Rule["matches"][number] => {
    if (match.kind === "limit" || match.kind === "source-limit") return { ...match, count: match.count * 2 };
    return match.kind === "keyed-limit" ? { ...match, rate: "20000/sec" } : match;
  };
  const tables = ruleset.tables.map(({ name, chains }) => ({
    name,
    chains: chains.map((chain) => ({
      ...chain,
      rules: chain.rules.map((rule) => ({ ...rule, matches: rule.matches.map(otherwise) })),
    })),
  }));
  return { ...ruleset, tables };
}

const rulesOf = ({ tables }: Ruleset) => tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules));

function textOf(...rulesets: readonly Ruleset[]) {
  const predicates = rulesets.flatMap((one) =>
    rulesOf(one).flatMap(({ matches }) => predicatesOf(matches, one.family)),
  );
  const terms = rowTerms(predicates);
  const names = interfaceNames([...terms.patterns.in, ...terms.patterns.out]);
  return { terms, text: new PredicateText(rulesets[0]?.family ?? 4, names) };
}

/** Everything in which z3 does not agree with the rows at one hook. */
function wrongRows(
  before: Ruleset,
  after: Ruleset,
  rows: readonly ChangeRow[],
  hook: ChangeRow["hook"],
): string[] {
  const { text, terms } = textOf(before, after);
  const [was, is] = [new RuleText(text, before, hook, "was"), new RuleText(text, after, hook, "is")];
  const [old, next] = [was.verdict(), is.verdict()];
  const can = possible(before.family, hook, text, terms);
  const here = rows.filter((row) => row.hook === hook);
  const accept = fate("accept");
  const becomes = ({ kind, before, after }: ChangeRow) =>
    kind === "rate-changed"
      ? `(distinct ${old} ${next}) (or (= ${old} ${accept}) (= ${next} ${accept}))`
      : `(= ${old} ${fate(before)}) (= ${next} ${fate(after)})`;
  const covered = here.map((row) => `(and ${becomes(row)} ${about(row, text, terms)})`);
  const questions = [
    {
      asked: `(and ${can} (distinct ${old} ${next}) (not (or false ${covered.join(" ")})))`,
      expected: false,
      told: "a change outside all rows",
    },
    ...here.flatMap((row, at) => {
      const words = `row ${at}: ${row.kind}, ${row.before} to ${row.after}, on ${row.dependsOn.join("; ") || "nothing else"}`;
      const inside = `(and ${can} ${about(row, text, terms)})`;
      const changes = {
        asked: `(and ${can} ${covered[at]})`,
        expected: true,
        told: `no packet of ${words} changes`,
      };
      if (row.dependsOn.length > 0) return [changes];
      const kept = {
        asked: `(and ${inside} (not ${covered[at]}))`,
        expected: false,
        told: `some packet of ${words} does not change so`,
      };
      return [changes, kept];
    }),
  ];
  const definitions = [...text.declarations(), ...was.lines, ...is.lines];
  const answers = satisfiable(
    definitions,
    questions.map(({ asked }) => asked),
  );
  return questions
    .filter(({ expected }, at) => answers[at] !== expected)
    .map(({ told }) => `${hook}: ${told}`);
}

/** Rules of which z3 and the report do not say the same: whether some packet comes to them and matches. */
function wronglyShadowed(ruleset: Ruleset, hook: ChangeRow["hook"]): { wrong: string[]; unreached: number } {
  const { text } = textOf(ruleset);
  const rules = new RuleText(text, ruleset, hook, "only");
  rules.verdict();
  const reports = (uselessRules(ruleset) ?? []).filter(({ code }) => code !== "redundant");
  const unreached = new Set(reports.map(({ rule }) => `${rule.chain}#${rule.index}`));
  const places = rules
    .reached()
    .flatMap((chain) => chain.rules.map((_, index) => ({ chain: chain.name, index })));
  const asked = places.map(({ chain, index }) => `(and ${inFields(text)} ${rules.hit(chain, index)})`);
  const answers = satisfiable([...text.declarations(), ...rules.lines], asked);
  const wrong = places.flatMap(({ chain, index }, at) =>
    answers[at] === unreached.has(`${chain}#${index}`) ? [`${chain}#${index}: z3 says ${answers[at]}`] : [],
  );
  return { wrong, unreached: unreached.size };
}

describe.skipIf(z3Obstacle !== null)("z3 and the sets of packets", () => {
  it.each([4, 6] as const)(
    "agree on what changes between two rulesets: every packet in a row, and none outside, IPv%i",
    (family) => {
      const random = seeded(seed * 100 + family);
      const wrong: string[] = [];
      const count = { equal: 0, different: 0, rows: 0, rated: 0, leftOut: 0 };
      for (let round = 0; round < pairs; round++) {
        const hook = packetChains[round % packetChains.length] ?? "INPUT";
        const before = without(new RulesetMaker(random, family, hook).make(), hangsOnHost, mostRules);
        const rules = changed(random, before);
        const after = random() < 0.4 ? recounted(rules) : rules;
        const diff = diffRulesets(before, after, { host: null, rows: 200 });
        if (diff.outcome === "too-complex" || (diff.outcome === "different" && diff.more > 0)) {
          count.leftOut++;
          continue;
        }
        const rows = diff.outcome === "equal" ? [] : diff.rows;
        count[diff.outcome]++;
        count.rows += rows.length;
        count.rated += rows.filter(({ kind }) => kind === "rate-changed").length;
        for (const one of packetChains) {
          wrong.push(...wrongRows(before, after, rows, one).map((text) => `pair ${round}: ${text}`));
        }
      }
      const { equal, different, rows, rated, leftOut } = count;
      console.info(
        `IPv${family}, seed ${seed}: ${equal + different} pairs (${equal} equal), ${rows} rows (${rated} of other rates), ${leftOut} pairs with too many; ${wrong.length} wrong`,
      );
      expect(wrong).toEqual([]);
      expect(equal).toBeGreaterThan(0);
      expect(different).toBeGreaterThan(0);
      expect(rows).toBeGreaterThan(0);
    },
    30_000 + pairs * 5_000,
  );

  it.each([4, 6] as const)(
    "agree on which rules no packet reaches, over all unions of rules, IPv%i",
    (family) => {
      const random = seeded(seed * 100 + 50 + family);
      const wrong: string[] = [];
      let seen = 0;
      for (let round = 0; round < pairs; round++) {
        const hook = packetChains[round % packetChains.length] ?? "INPUT";
        const ruleset = without(new RulesetMaker(random, family, hook).make(), hangsOnHost);
        const found = wronglyShadowed(ruleset, hook);
        seen += found.unreached;
        wrong.push(...found.wrong.map((text) => `round ${round}: ${text}`));
      }
      console.info(
        `IPv${family}, seed ${seed}: ${pairs} rulesets, ${seen} unreached rules; ${wrong.length} wrong`,
      );
      expect(wrong).toEqual([]);
      expect(seen).toBeGreaterThan(0);
    },
    30_000 + pairs * 5_000,
  );
});

if (z3Obstacle !== null) console.info(`z3 is not asked: ${z3Obstacle}`);
