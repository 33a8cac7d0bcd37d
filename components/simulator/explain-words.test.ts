import { createTranslator } from "use-intl/core";
import { expect, it } from "vitest";
import { doubtText, readDoubt } from "@/lib/core/analysis/doubt";
import ja from "@/messages/ja";
import { openWords } from "./explain-words";

const t = createTranslator({ locale: "ja", messages: ja, namespace: "explain" });

it("tells what an answer hangs on in the reader's language, not in the analysis' own words", () => {
  const text = doubtText("loopback-from-outside", { address: "127.0.0.53" });
  expect(openWords(t, { text, phrase: null, doubt: readDoubt(text) })).toBe(
    "外から来た 127.0.0.53 宛てを受け入れるかどうか（route_localnet）",
  );
  const own = "-m set --match-set banned src";
  expect(openWords(t, { text: own, phrase: null, doubt: readDoubt(own) })).toBe(own);
});
