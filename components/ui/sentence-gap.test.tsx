// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { ManagersDecision } from "../host/managers-decision";

afterEach(cleanup);

function hintIn(locale: "en" | "ja"): string {
  const { container } = render(
    <IntlProvider locale={locale} messages={{ en, ja }[locale]} timeZone="UTC">
      <ManagersDecision
        hostId="host-1"
        managers={[{ name: "firewalld", state: "active" }]}
        accepted={[]}
        acceptManagers={async () => ({ ok: true, value: null })}
      />
    </IntlProvider>,
  );
  return container.querySelector("[id$=-hint]")?.textContent ?? "";
}

test("two sentences stand apart by a blank, and in Japanese by their full stop alone", () => {
  expect(hintIn("en")).toMatch(/\.\s[A-Z]/);
  expect(hintIn("ja")).toMatch(/。./);
  expect(hintIn("ja")).not.toMatch(/。\s/);
});
