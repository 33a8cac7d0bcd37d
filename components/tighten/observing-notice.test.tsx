// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type PolicyBody } from "@/lib/core/policy/schema";
import en from "@/messages/en";
import { ObservingNotice } from "./observing-notice";

afterEach(cleanup);

const sandbox = startingBody("egress-sandbox");
const observing: PolicyBody = { ...sandbox, client: { ...sandbox.client, observe: true } };

/** The policy with two rules that refuse, of which as many are observed as are said to be. */
function guarded(body: PolicyBody, more: Readonly<Record<string, unknown>>): PolicyBody {
  const rule = { sources: ["anyone"], services: ["ssh"], verdict: "drop", observe: true };
  const rules = [
    inboundRuleSchema.parse({ ...rule, id: "one" }),
    inboundRuleSchema.parse({ ...rule, id: "two", ...more }),
  ];
  return { ...body, purposes: body.purposes.map((purpose) => ({ ...purpose, rules })) };
}

function said(policy: PolicyBody, when: "now" | "then"): string {
  const { container } = render(
    <IntlProvider locale="en" messages={en}>
      <ObservingNotice policy={policy} when={when} />
    </IntlProvider>,
  );
  return container.textContent ?? "";
}

test("what lets everything out says that it does not protect, with a sign beside the words", () => {
  expect(said(observing, "now")).toContain("What leaves this VPS is only observed, not held back");
  expect(document.querySelector("svg")).not.toBeNull();
  expect(said(observing, "then")).toContain("With this draft what leaves is only observed, not held back");
  expect(said(guarded(observing, {}), "now")).toContain("2 rules are only observed");
});

test("rules that are only observed are counted, those that are switched off or refuse are not", () => {
  const blank = startingBody("blank");
  expect(said(guarded(blank, {}), "now")).toContain("2 rules are only observed");
  cleanup();
  expect(said(guarded(blank, { enabled: false }), "now")).toContain("One rule is only observed");
  cleanup();
  expect(said(guarded(blank, { observe: undefined }), "then")).toContain("one rule is only observed");
});

test("what protects says nothing", () => {
  expect(said(sandbox, "now")).toBe("");
  expect(screen.queryByText(/observ/)).toBeNull();
});
