// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { RehearsalView } from "@/lib/server/services/rehearsal/rehearsal-view";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { RehearsalSection } from "./rehearsal-section";

afterEach(cleanup);

const found: RehearsalView = {
  id: "r",
  at: "2026-01-01T00:00:00.000Z",
  createdBy: null,
  number: 3,
  stale: false,
  outcome: "same",
  why: null,
  loaded: { ipv4: "rules", ipv6: "rules" },
  fault: "",
  failure: null,
  flushers: [],
};

function show(more: Partial<RehearsalView>, locale: "en" | "ja" = "en") {
  const { container } = render(
    <IntlProvider locale={locale} messages={{ en, ja }[locale]} timeZone="UTC">
      <RehearsalSection
        hostId="host-1"
        rehearsal={{ ...found, ...more }}
        busy={false}
        start={async () => null}
      />
    </IntlProvider>,
  );
  const shown = { text: container.textContent ?? "", link: container.querySelector("a")?.pathname ?? null };
  cleanup();
  return shown;
}

test("damage in one family is told of that family, and not said of the other; the review is where it is mended", () => {
  const { text, link } = show({ outcome: "minimal", loaded: { ipv4: "minimal", ipv6: "rules" } });
  expect(text).toContain("IPv4: the minimal set.");
  expect(text).toContain("IPv6: the stored rules.");
  expect(link).toBe("/hosts/host-1/review");
});

test("nothing leads to the review where an apply mends nothing", () => {
  expect(show({}).link).toBeNull();
  expect(show({ outcome: "nothing", why: "unit-disabled" }).link).toBeNull();
  expect(show({ outcome: "minimal", stale: true }).link).toBeNull();
});

test("why the host could not be asked is told in the reader's language, and is not called the host's own words", () => {
  const failure = { code: "host-timeout", text: "The host did not answer in time.", params: {} };
  const { text } = show({ outcome: "cannot-tell", why: "not-reached", loaded: null, failure }, "ja");
  expect(text).toContain("時間内に応答がありません。");
  expect(text).not.toContain("did not answer");
  expect(text).not.toContain(ja.rehearsal.fault);
});
