import { describe, expect, it } from "vitest";
import { judgeCompared, judgeRehearsal } from "./judge";
import { lateFlushers } from "./late-flushers";
import type { RehearsalAnswer } from "./rehearsal";

const rules = (last: string) =>
  `*filter\n:SEKISHO-IN - [0:0]\n-A SEKISHO-IN -i lo -j ACCEPT\n-A SEKISHO-IN -j ${last}\nCOMMIT\n`;
const printed = (last: string) =>
  `# Generated\n*filter\n:INPUT ACCEPT [3:180]\n:SEKISHO-IN - [9:9]\n-A INPUT -j SEKISHO-IN\n${rules(last).split("\n").slice(2).join("\n")}`;

const good: RehearsalAnswer = {
  word: "loaded",
  storedId: "a1",
  unit: "enabled",
  loaded: { ipv4: "rules", ipv6: "rules" },
  fault: "",
  tables: { ipv4: printed("DROP"), ipv6: printed("DROP") },
};
const confirmed = { rules4: rules("DROP"), rules6: rules("DROP") };
const judge = (more: Partial<RehearsalAnswer> = {}, startedOtherwise = false) =>
  judgeRehearsal({ answer: { ...good, ...more }, confirmed, startedOtherwise });

describe("a boot rehearsal", () => {
  it("is the same where both families hold what was confirmed", () => {
    expect(judge()).toEqual({ outcome: "same", why: null });
  });

  it("leaves other text to the comparison in meaning, in either family", () => {
    expect(judge({ tables: { ...good.tables, ipv4: printed("ACCEPT") } })).toBe("compare");
    expect(judge({ tables: { ...good.tables, ipv6: printed("ACCEPT") } })).toBe("compare");
    expect(judge({ tables: { ...good.tables, ipv6: null }, loaded: { ipv4: "rules", ipv6: null } })).toBe(
      "compare",
    );
    expect(
      judge({
        loaded: { ipv4: "partly", ipv6: "rules" },
        tables: { ...good.tables, ipv4: printed("RETURN") },
      }),
    ).toBe("compare");
  });

  it.each<[string, Partial<RehearsalAnswer>]>([
    ["minimal", { loaded: { ipv4: "rules", ipv6: "minimal" } }],
    ["nothing", { loaded: { ipv4: "nothing", ipv6: "minimal" } }],
    ["nothing", { loaded: null }],
    ["nothing", { word: "not-stored", loaded: null }],
    ["cannot-tell", { word: "sets", loaded: null }],
    ["cannot-tell", { word: "no-unshare", loaded: null }],
    ["cannot-tell", { word: "old-script", loaded: null }],
    ["cannot-tell", { word: "changed" }],
  ])("is %s after %j", (outcome, more) => {
    expect(judge(more)).toMatchObject({ outcome });
  });

  it("is nothing where no unit runs, whatever would be loaded, except where something else starts it", () => {
    expect(judge({ unit: "none" })).toEqual({ outcome: "nothing", why: "no-unit" });
    expect(judge({ unit: "disabled", word: "sets" })).toEqual({ outcome: "nothing", why: "unit-disabled" });
    expect(judge({ unit: "none" }, true)).toEqual({ outcome: "same", why: null });
  });

  it("that was compared is the same, differs, or cannot be told", () => {
    expect(judgeCompared("equal").outcome).toBe("same");
    expect(judgeCompared("differs").outcome).toBe("differs");
    expect(judgeCompared("not-told")).toEqual({ outcome: "cannot-tell", why: "not-compared" });
  });
});

it("names the managers that run at a start and for which our unit does not wait", () => {
  const managers = [
    { name: "nftables", state: "enabled" },
    { name: "ufw", state: "active" },
    { name: "firewalld", state: "active" },
    { name: "csf", state: "enabled" },
    { name: "shorewall", state: "installed" },
  ] as const;
  expect(lateFlushers({ managers: [...managers] })).toEqual(["firewalld", "csf"]);
});
