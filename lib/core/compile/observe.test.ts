import { describe, expect, it } from "vitest";
import { asConfirmed } from "@/lib/core/adopt/as-confirmed";
import { liveOf, planImport } from "@/lib/core/adopt/plan";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { diffRulesets } from "@/lib/core/analysis/diff/diff";
import { ownTables } from "@/lib/core/drift/own-tables";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Policy, policySchema } from "@/lib/core/policy/schema";
import { compile } from "./compile";
import { observedPlace, readObserved } from "./observe";
import { logPrefix } from "./short-name";

const facts = hostFacts({ ipv4: "*filter\nCOMMIT\n", ipv6: "*filter\nCOMMIT\n" });

const sandbox = startingPolicy("egress-sandbox", {
  admin: ["203.0.113.9", "2001:db8:9::9"],
  destination: ["198.51.100.0/24", "2001:db8:2::/48"],
});

/** A web server that drops the database for everybody in front of the branch's rule. */
const web = startingPolicy("public-web-server", { admin: ["203.0.113.9"] });
const guarded = (observe: boolean | undefined): Policy => ({
  ...web,
  purposes: web.purposes.map((purpose) => ({
    ...purpose,
    rules: [
      ...purpose.rules,
      inboundRuleSchema.parse({
        id: "no-db",
        sources: ["anyone"],
        services: ["postgresql"],
        verdict: "drop",
        ...(observe === undefined ? {} : { observe }),
      }),
      inboundRuleSchema.parse({ id: "db", sources: ["anyone"], services: ["postgresql"] }),
    ],
  })),
});
const observing = (policy: Policy, observe = true): Policy => ({
  ...policy,
  client: { ...policy.client, observe },
});

function lines(policy: Policy): readonly string[][] {
  const compiled = compile(policy, facts);
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("it does not compile");
  return [compiled.value.ruleset4, compiled.value.ruleset6].map((ruleset) =>
    renderRestore(ruleset)
      .split("\n")
      .filter((line) => line.startsWith("-A")),
  );
}

function saveText(rules: readonly string[]): string {
  const chains = ["FWD", "IN", "OUT"].map((name) => `:SEKISHO-${name} - [0:0]`);
  return ["*filter", ...chains, ...rules, "COMMIT", ""].join("\n");
}

/** What a panel reads out of the compiled chains on a host. */
function readBack(policy: Policy) {
  const [four, six] = lines(policy).map(saveText);
  const live = liveOf({ ...facts, live: { ipv4: ownTables(four ?? ""), ipv6: ownTables(six ?? "") } });
  if (!live.ok) throw new Error(live.problem.text);
  const known = { networks: policy.networks, services: policy.services };
  return planImport(live.live, facts, known, { role: "blank", keepForgotten: true });
}

describe("an observed end", () => {
  it("logs under a name of its own and lets pass, in both families; all other rules are those that protect", () => {
    for (const policy of [sandbox, startingPolicy("mail-server", { admin: ["203.0.113.9"] })]) {
      const [protects, observes] = [lines(policy), lines(observing(policy))];
      for (const family of [0, 1]) {
        const [before = [], after = []] = [protects[family], observes[family]];
        expect(after.slice(0, before.length - 2)).toEqual(before.slice(0, -2));
        const verdict = policy === sandbox ? "reject" : "drop";
        const log = `-m limit --limit 10/min -j LOG --log-prefix "sekisho would-${verdict}/OUT: " --log-uid`;
        expect(after.slice(before.length - 2)).toEqual([
          `-A SEKISHO-OUT -m conntrack --ctstate NEW ${log}`,
          `-A SEKISHO-OUT -m conntrack ! --ctstate NEW ${log}`,
          "-A SEKISHO-OUT -j ACCEPT",
        ]);
      }
    }
  });

  it("logs though what is refused is not: it would observe nothing else", () => {
    const silent = { ...sandbox, protections: { ...sandbox.protections, logRefused: null } };
    expect(lines(observing(silent))[0]).toEqual(lines(observing(sandbox))[0]);
  });

  it("lets out what was refused and closes nothing, says the exact comparison, in both families", () => {
    for (const family of [4, 6] as const) {
      const tables = (policy: Policy) => {
        const parsed = parseSave(ownTables(saveText(lines(policy)[family === 4 ? 0 : 1] ?? [])), family);
        if (!parsed.ok) throw new Error(parsed.problems.map(({ text }) => text).join());
        return parsed.value;
      };
      const diff = diffRulesets(tables(sandbox), tables(observing(sandbox)), { host: null });
      if (diff.outcome !== "different") throw new Error(diff.outcome);
      expect([...new Set(diff.rows.map(({ kind }) => kind))]).toEqual(["opened"]);
    }
  });

  it("switched off says what a policy without the word says", () => {
    expect(lines(observing(sandbox, false))).toEqual(lines(sandbox));
    expect(JSON.stringify(policySchema.parse(sandbox))).toBe(JSON.stringify(sandbox));
  });

  it("is refused where nothing would be refused, and said loudly where something would", () => {
    const codes = (policy: Policy) => {
      const { problems } = compile(policy, facts);
      return problems
        .filter(({ code }) => code.includes("observe"))
        .map(({ code, severity }) => [code, severity]);
    };
    expect(codes(observing(web))).toEqual([["observe-nothing", "error"]]);
    expect(codes(observing(sandbox))).toEqual([["client-observed", "warning"]]);
    expect(codes(guarded(true))).toEqual([["rule-observed", "warning"]]);
  });
});

describe("an observed rule", () => {
  it("logs in its place and decides nothing: without its lines it is not there", () => {
    const without = guarded(undefined);
    const gone: Policy = {
      ...without,
      purposes: without.purposes.map((purpose) => ({
        ...purpose,
        rules: purpose.rules.filter(({ id }) => id !== "no-db"),
      })),
    };
    for (const [family, after] of lines(guarded(true)).entries()) {
      const logs = after.filter((line) => line.includes("would-drop/no-db"));
      expect(logs).toHaveLength(2);
      expect(after.filter((line) => !logs.includes(line))).toEqual(lines(gone)[family]);
      expect(after.indexOf(logs[1] ?? "")).toBe(after.findIndex((line) => /5432.*-j ACCEPT/.test(line)) - 1);
    }
  });
});

describe("read back from a host", () => {
  it("is the observed sandbox with all that it would hold back", () => {
    const confirmed = observing(sandbox);
    const { ways, account } = readBack(confirmed);
    expect(account.filter(({ kind }) => kind === "opaque")).toEqual([]);
    expect(ways.adopt.body.client).toMatchObject({ mode: "at-request", observe: true });
    const kept = asConfirmed(ways.adopt.body, confirmed).client;
    expect(kept).toMatchObject({ observe: true, dns: "udp", replies: "admin" });
    expect(kept.rules.map(({ id }) => id)).toContain("destination");
    // Read without what was confirmed it lets the same through, and holds back the same once it protects.
    const ends = (policy: Policy) => lines(policy).map((rules) => rules.at(-1));
    expect(ends(ways.adopt.policy)).toEqual(ends(confirmed));
    expect(readBack(sandbox).ways.adopt.body.client.observe).toBeUndefined();
  });

  it("keeps a rule under observation where it stood, and holds nobody back for it", () => {
    const confirmed = guarded(true);
    const { ways, account } = readBack(confirmed);
    expect(account.filter(({ kind }) => kind === "opaque")).toEqual([]);
    expect(asConfirmed(ways.adopt.body, confirmed).purposes).toEqual(confirmed.purposes);
    expect(ways.adopt.body.purposes[0]?.rules.every(({ verdict }) => verdict === "accept")).toBe(true);
  });
});

it("names lines so that no rule's own are taken for them", () => {
  const prefix = logPrefix(observedPlace("reject", "a-rule-with-a-long-name"));
  expect(prefix.length).toBeLessThanOrEqual(29);
  expect(readObserved(prefix)).toEqual({ verdict: "reject", isEnd: false });
  expect(readObserved(logPrefix(observedPlace("drop", "OUT")))).toEqual({ verdict: "drop", isEnd: true });
  for (const name of ["out", "OUT", "would-drop", "would-reject-out"])
    expect(readObserved(logPrefix(name))).toBeNull();
});
