import { createTranslator } from "use-intl/core";
import { expect, it } from "vitest";
import { doubtText, readDoubt } from "@/lib/core/analysis/doubt";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { assumedWords, openWords } from "./explain-words";

const t = createTranslator({ locale: "ja", messages: ja, namespace: "explain" });

it("tells what an answer hangs on in the reader's language, not in the analysis' own words", () => {
  const text = doubtText("loopback-from-outside", { address: "127.0.0.53" });
  expect(openWords(t, { text, phrase: null, doubt: readDoubt(text) })).toBe(
    "外から来た 127.0.0.53 宛てを受け入れるかどうか（route_localnet）",
  );
  const own = "-m set --match-set banned src";
  expect(openWords(t, { text: own, phrase: null, doubt: readDoubt(own) })).toBe(own);
});

it("says of a list what is taken for granted: that the sender is not in it, and of our own list what it is for", () => {
  const english = createTranslator({ locale: "en", messages: en, namespace: "explain" });
  const listed = (name: string) =>
    ({ code: "seen", params: { name, hits: 10, seconds: 600, not: "no" } }) as const;
  expect(assumedWords(english, listed("sekisho-scan-4"))).toBe(
    "the sender is not shut out for port scanning",
  );
  expect(assumedWords(t, listed("sekisho-scan-6"))).toBe("送信元はポートの探索で締め出されていません");
  expect(assumedWords(english, listed("bans"))).toBe(
    "the sender is not yet at least 10 times in the list bans within 600 s",
  );
});
