// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { IntlProvider, useTranslations } from "use-intl";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import type { Drawing, Lane, LaneVerdict, OutRest } from "./drawing-types";
import { RulesetDrawing } from "./ruleset-drawing";

afterEach(cleanup);

const lane = (verdict: LaneVerdict): Lane => ({
  ...{ key: verdict, direction: "in", verdict, families: [4], ruleId: verdict, ownAddress: null },
  ...{ user: null, userName: null, limited: false, logged: false },
  party: { key: "anyone", kind: "anyone", name: null, addresses: [], count: 0 },
  service: { key: "ssh", kind: "named", label: "ssh", ports: "tcp 22" },
});

function Shown({ verdict, out }: { verdict: LaneVerdict; out: OutRest }) {
  const drawing: Drawing = {
    lanes: [lane(verdict)],
    rest: { in: "drop", out, forward: "drop" },
    answers: { in: { kind: "all" }, out: { kind: "all" } },
    families: [4],
  };
  return <RulesetDrawing drawing={drawing} t={useTranslations("drawing")} name="web" form="wide" />;
}

/** The strokes of one line, by its sentence, and the words in the picture. */
function drawn(verdict: LaneVerdict, out: OutRest) {
  const { container } = render(
    <IntlProvider locale="en" messages={en}>
      <Shown verdict={verdict} out={out} />
    </IntlProvider>,
  );
  const words = [...container.querySelectorAll("svg text")].map(({ textContent }) => textContent);
  const ends = (label: RegExp) =>
    screen.getByRole("img", { name: label }).lastElementChild?.getAttribute("d");
  return { ends, observed: words.filter((word) => word === "only observed").length };
}

test("what is only observed has a shape and a word of its own, as a rule and as the end", () => {
  const watched = drawn("observed", "observed");
  const rule = watched.ends(/^Anyone: only observed at ssh/);
  const end = watched.ends(/^Everything else may leave: it is only observed/);
  expect(watched.observed).toBe(2);
  cleanup();
  const open = drawn("accept", "accept");
  expect(open.observed).toBe(0);
  expect(rule).not.toBe(open.ends(/^Anyone: may reach ssh/));
  expect(end).not.toBe(open.ends(/^Everything else may leave$/));
});
