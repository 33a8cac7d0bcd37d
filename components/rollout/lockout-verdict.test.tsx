// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { LockoutVerdict } from "./lockout-verdict";

afterEach(cleanup);

function show(answer: "gets-in" | "locked-out" | "cannot-tell", locale: "en" | "ja", leaving: boolean) {
  const { container } = render(
    <IntlProvider locale={locale} messages={{ en, ja }[locale]} timeZone="UTC">
      <LockoutVerdict
        lockout={{ answer, cause: null, paths: [] }}
        panelAddress="192.0.2.9"
        leaving={leaving}
      />
    </IntlProvider>,
  );
  return container.textContent ?? "";
}

test.each(["gets-in", "locked-out", "cannot-tell"] as const)(
  "leaving loads no rules, and the answer %s speaks of none that come",
  (answer) => {
    expect(show(answer, "en", true)).toMatch(/without our rules/i);
    expect(show(answer, "en", true)).not.toMatch(/new rules|old rules/);
    expect(show(answer, "ja", true)).toContain("このパネルの規則");
    expect(show(answer, "en", false)).not.toMatch(/without our rules/i);
  },
);
