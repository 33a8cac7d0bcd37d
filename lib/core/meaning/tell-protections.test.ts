import { describe, expect, it } from "vitest";
import { interpret } from "@/lib/core/analysis/interpret";
import { substitute } from "@/lib/core/analysis/substitute";
import { seeded } from "@/lib/core/analysis/testing/seeded";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { InboundRule, Policy, Protections } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { MeaningNames, MeaningRow, ProtectionTold, WholeMeaning } from "./meaning";
import type { Sides } from "./piece";
import { type MeaningAsk, readMeaning } from "./read-sides";
import { tellMeaning } from "./tell-meaning";
import { tellWithProtections } from "./tell-protections";
import { rowHolds } from "./testing/row-holds";

const live = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";

const everything = {
  openConnections: 20,
  sshGuessing: { count: 4, per: "minute", burst: 8 },
  portScan: { ports: 10, minutes: 10 },
  newConnections: { count: 60, per: "second", burst: 120, perSource: true },
} as const satisfies Partial<Protections>;

const none: Partial<Protections> = { newConnections: null };

function policyOf(protections: Partial<Protections>, more: readonly InboundRule[] = []): Policy {
  const policy = startingPolicy("public-web-server", { admin: ["192.0.2.10", "2001:db8::10"] });
  const purposes = policy.purposes.map((one) => ({ ...one, rules: [...one.rules, ...more] }));
  return { ...policy, purposes, protections: { ...policy.protections, ...none, ...protections } };
}

/** Anyone may use a service; who may use SSH is what its protection is about. */
function open(service: string): InboundRule {
  const [example] = policyOf({}).purposes.flatMap(({ rules }) => rules.filter(({ admin }) => !admin));
  if (example === undefined) throw new Error("no rule");
  return { ...example, id: service, sources: ["anyone"], services: [service] };
}

function compiled(policy: Policy): Record<Family, Ruleset> {
  const result = compile(policy, null);
  if (!result.ok || result.value.ruleset6 === null) throw new Error(JSON.stringify(result));
  return { 4: result.value.ruleset4, 6: result.value.ruleset6 };
}

const namesOf = ({ networks }: Policy): MeaningNames => ({
  networks,
  services: serviceCatalogue,
  panel: null,
});

type Chains = Record<Family, Ruleset | string> | null;

function tell(before: Chains, after: Chains, policy = policyOf({})): WholeMeaning {
  const side = (family: Family) => ({
    before: { live, chains: before?.[family] ?? null },
    after: { live, chains: after?.[family] ?? null },
    host: null,
  });
  const ask: MeaningAsk = { sides: { 4: side(4), 6: side(6) }, names: namesOf(policy) };
  return readMeaning(ask);
}

const between = (before: Policy | null, after: Policy) =>
  tell(before && compiled(before), compiled(after), after);

const brief = ({ kind, families: some, sources, services, conditions }: MeaningRow) => {
  const names = (told: typeof sources | typeof services) =>
    `${told.except ? "all but " : ""}${told.terms.map((term) => ("name" in term ? term.name : term.kind)).join()}`;
  return `${kind} v${some.join("+")} ${names(sources)} -> ${names(services)}${conditions.length > 0 ? " ?" : ""}`;
};

const told = ({ protections }: WholeMeaning) =>
  protections
    .filter(({ standing }) => !standing)
    .map(({ before, after, rows }) => [(after ?? before)?.protection, ...rows.map(brief)]);

const web = "all but admin -> http,https";

describe("protections that count, switched on", () => {
  it("are one row each, and nothing else changes below what they count", () => {
    const meaning = between(policyOf({}), policyOf(everything));
    expect([meaning.outcomes, meaning.rows, meaning.others]).toEqual([
      { 4: "different", 6: "different" },
      [],
      [],
    ]);
    expect(told(meaning)).toEqual([
      ["port-scan", `limited v4+6 ${web}`],
      // Nobody but the administrator may use SSH.
      ["ssh-guessing"],
      ["new-connections", `limited v4+6 ${web}`],
      ["open-connections", `limited v4+6 ${web}`],
    ]);
    expect(meaning.protections.map(({ families: some, before, after }) => [some, before, after])).toEqual([
      [[4, 6], null, { protection: "port-scan", ports: 10, minutes: 10 }],
      [[4, 6], null, { protection: "ssh-guessing", count: 4, per: "minute", burst: 8 }],
      [
        [4, 6],
        null,
        { protection: "new-connections", perSource: true, count: 60, per: "second", burst: 120 },
      ],
      [[4, 6], null, { protection: "open-connections", most: 20 }],
    ]);
    const [row] = meaning.protections.at(-1)?.rows ?? [];
    expect(row?.rules.after?.rule.matches.map(({ kind }) => kind)).toContain("connection-limit");
    expect(row?.rules.after?.ref.text).toContain("--connlimit-above 20");
  });

  it("are told the other way round when they are switched off, and with both numbers when these change", () => {
    const off = between(policyOf({ openConnections: 20 }), policyOf({}));
    expect(told(off)).toEqual([["open-connections", `unlimited v4+6 ${web}`]]);
    const other = between(policyOf(everything), policyOf({ ...everything, openConnections: 50 }));
    expect(told(other)).toEqual([["open-connections", `rate-changed v4+6 ${web}`]]);
    const [{ before, after }] = other.protections.slice(-1) as [ProtectionTold];
    expect([before, after]).toEqual([
      { protection: "open-connections", most: 20 },
      { protection: "open-connections", most: 50 },
    ]);
  });

  it("hide nothing that changes besides: it stands by itself, and hangs on none of them", () => {
    const mixed = between(policyOf({}), policyOf(everything, [open("ssh")]));
    expect(mixed.rows.map(brief)).toEqual(["opened v4+6 all but admin -> ssh"]);
    expect(told(mixed).map(([name]) => name)).toHaveLength(4);
    const standing = between(policyOf(everything), policyOf(everything, [open("ssh")]));
    expect(standing.rows.map(brief)).toEqual(["opened v4+6 all but admin -> ssh"]);
    expect(standing.protections.map((one) => one.standing)).toEqual([true, true, true, true]);
    expect(standing.protections.map((one) => one.holdsOpened)).toEqual([true, true, true, true]);
    const first = between(null, policyOf(everything));
    expect(first.rows.filter(({ kind }) => kind === "closed").length).toBeGreaterThan(0);
    expect(
      first.rows.some(({ conditions }) => conditions.some(({ text }) => /connlimit|recent/.test(text))),
    ).toBe(false);
  });

  it("are equal where nothing changes, and no changed rule is hidden behind them", () => {
    const same = between(policyOf(everything), policyOf(everything));
    expect(same.outcomes).toEqual({ 4: "equal", 6: "equal" });
    expect(told(same)).toEqual([]);
  });
});

describe("rules of protections that somebody changed by hand", () => {
  const text = (family: Family, change: (lines: string[]) => string[]) =>
    change(
      renderRestore(compiled(policyOf({ openConnections: 20 }, [open("ssh")]))[family]).split("\n"),
    ).join("\n");
  const changed = (change: (lines: string[]) => string[]) =>
    tell(
      { 4: text(4, (lines) => lines), 6: text(6, (lines) => lines) },
      { 4: text(4, change), 6: text(6, change) },
    );
  const isOwn = (line: string) => line.includes("connlimit");

  it("one that was moved behind what it should hold holds it no longer, though it is the same rule", () => {
    const moved = changed((lines) => {
      const others = lines.filter((line) => !isOwn(line));
      return others.toSpliced(
        others.findIndex((line) => line.endsWith("-A SEKISHO-IN -j DROP")),
        0,
        ...lines.filter(isOwn),
      );
    });
    expect(moved.rows).toEqual([]);
    expect(moved.outcomes).toEqual({ 4: "different", 6: "different" });
    expect(told(moved)).toEqual([["open-connections", "unlimited v4+6 all but admin -> ssh,http,https"]]);
  });

  it("one that asks for something else besides is a rule like any other", () => {
    const narrowed = changed((lines) =>
      lines.map((line) => (isOwn(line) ? line.replace("-p tcp", "-p tcp -m tcp --dport 80") : line)),
    );
    expect(narrowed.protections.map(({ after }) => after)).toEqual([null]);
    expect(narrowed.rows.map(brief)).toContainEqual(expect.stringMatching(/ -> http \?$/));
  });
});

/** Both families' tables with a policy's chains in them. */
function tablesOf(policy: Policy): Record<Family, Ruleset> {
  const chains = compiled(policy);
  const of = (family: Family) => {
    const tables = parseLive(live, family);
    if (!tables.ok) throw new Error("unread");
    return substitute(tables.value, chains[family]);
  };
  return { 4: of(4), 6: of(6) };
}

it("tells everything that the whole difference tells, and nothing that is not so", () => {
  const random = seeded(11);
  const toggled = () => {
    const rules = [open("ssh"), open("smtp"), open("dns")].filter(() => random() < 0.4);
    const chosen = Object.entries(everything).filter(() => random() < 0.5);
    const most = random() < 0.5 ? 20 : 50;
    const { openConnections, ...rest } = Object.fromEntries(chosen) as Partial<Protections>;
    return policyOf({ ...rest, ...(openConnections !== undefined && { openConnections: most }) }, rules);
  };
  const seen = { whole: 0, counted: 0, equal: 0 };
  const words = { in: "*", out: "*" };
  for (let round = 0; round < 12; round++) {
    const [was, is] = [toggled(), toggled()];
    const [before, after] = [tablesOf(was), tablesOf(is)];
    const side = (family: Family): Sides => ({ before: before[family], after: after[family], host: null });
    const question = { sides: { 4: side(4), 6: side(6) }, names: namesOf(is) };
    const [whole, apart] = [tellMeaning(question), tellWithProtections(question)];
    expect(apart.outcomes).toEqual(whole.outcomes);
    if (whole.outcomes[4] === "equal") seen.equal++;
    const counted = apart.protections.flatMap(({ rows, others }) => [...rows, ...others]);
    const all = [...apart.rows, ...apart.others, ...counted];
    for (const row of [...whole.rows, ...whole.others]) {
      seen.whole++;
      const meant = all.some(
        (one) => one.first === row.first && rowHolds(one, row.sample, question.names, words),
      );
      expect(meant, JSON.stringify(brief(row))).toBe(true);
    }
    for (const row of counted) {
      seen.counted++;
      const { family } = row.sample;
      const fates = [before, after].map((tables) => {
        const within = interpret(tables[family], row.sample, { rates: "within" }).possible;
        const beyond = interpret(tables[family], row.sample, { rates: "open" }).possible;
        return { within, limited: beyond.includes("drop") };
      });
      expect(fates.map(({ within }) => within)).toEqual([["accept"], ["accept"]]);
      expect(fates[row.kind === "unlimited" ? 0 : 1]?.limited).toBe(true);
    }
  }
  expect(seen.whole).toBeGreaterThan(20);
  expect(seen.counted).toBeGreaterThan(20);
}, 60_000);
