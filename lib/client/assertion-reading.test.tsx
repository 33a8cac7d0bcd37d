// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import { ChangeList } from "@/components/diff/change-list";
import { ProblemList } from "@/components/ui/problem-list";
import { error } from "@/lib/core/problem/problem";
import type en from "@/messages/en";
import ja from "@/messages/ja";

afterEach(cleanup);

const assertion = "nobody but office reaches tcp 5432";

test("a problem and a change that speak of an assertion say it in the reader's language", () => {
  const params = { assertion };
  render(
    <IntlProvider locale="ja" messages={ja as unknown as typeof en} timeZone="UTC">
      <ProblemList problems={[error("assertion-fails", "in English", ["assertions", 0], params)]} />
      <ChangeList changes={[{ mark: "+", code: "assertion-added", text: "in English", params }]} />
    </IntlProvider>,
  );
  const text = document.body.textContent ?? "";
  expect(text).not.toContain("nobody but");
  expect(text.match(/office 以外は誰も tcp 5432 に届かない/g)).toHaveLength(2);
});
