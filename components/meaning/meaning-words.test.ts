import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import type { ConditionView, MeaningRowView } from "@/lib/server/services/meaning/meaning-view";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { hangsOn, type MeaningTexts } from "./meaning-words";

const texts = (locale: "en" | "ja"): MeaningTexts => {
  const messages = locale === "en" ? en : (ja as typeof en);
  return {
    meaning: createTranslator({ locale, messages, namespace: "meaning" }),
    explain: createTranslator({ locale, messages, namespace: "explain" }),
    common: createTranslator({ locale, messages, namespace: "common" }),
    between: "change",
  };
};

const rate = (count: number, whose: "all" | "source" = "source"): ConditionView => ({
  text: `-m hashlimit ${count}`,
  phrase: { code: "rate", params: { count, per: "minute", above: "no", whose } },
  doubt: null,
  rule: null,
});

const rated = (before: ConditionView, after: ConditionView, alike: boolean) =>
  ({
    kind: "rate-changed",
    conditions: [before, after],
    rates: { before: [before], after: [after], alike },
  }) as unknown as MeaningRowView;

describe("packets that are held to another rate", () => {
  it("are told with the rate of either side", () => {
    const row = rated(rate(30, "all"), rate(5), false);
    expect(hangsOn(texts("en"), row)).toBe(
      "until now up to 30 a minute in all, from now on up to 5 a minute from one source",
    );
    expect(hangsOn(texts("ja"), row)).toBe(
      "これまでは全体で 1 分に 30 回まで、これからは同じ送信元から 1 分に 5 回まで",
    );
  });

  it("are told once where the same is counted anew, and not as the same where it is counted otherwise", () => {
    expect(hangsOn(texts("en"), rated(rate(5), rate(5), true))).toBe(
      "up to 5 a minute from one source, as before, counted anew",
    );
    expect(hangsOn(texts("ja"), rated(rate(5), rate(5), true))).toBe(
      "同じ送信元から 1 分に 5 回まで（頻度は同じで、新しく数え始めます）",
    );
    expect(hangsOn(texts("en"), rated(rate(5), rate(5), false))).toContain(
      "another burst or counted otherwise",
    );
  });

  it("are told in iptables' own words where a rate has no others", () => {
    const other: ConditionView = { ...rate(1), text: "-m hashlimit --hashlimit-mode dstip", phrase: null };
    expect(hangsOn(texts("en"), rated(other, rate(5), false))).toBe(
      "until now: -m hashlimit --hashlimit-mode dstip; from now on: 5 a minute from one source",
    );
  });
});
