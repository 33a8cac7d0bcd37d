// @vitest-environment happy-dom
import { act, cleanup, render } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import ja from "@/messages/ja";
import type { Locale } from "@/messages/locales";
import { useTexts } from "./texts";

afterEach(cleanup);

function Title({ locale }: { locale: Locale }) {
  return <p>{useTexts(locale).review.title}</p>;
}

const page = (locale: Locale) => (
  <Suspense fallback="waiting">
    <Title locale={locale} />
  </Suspense>
);

test("the texts of the language that is shown are there, and those of the other one once it is chosen", async () => {
  const shown = await act(async () => render(page("en")));
  expect(document.body.textContent).toBe(en.review.title);
  await act(async () => shown.rerender(page("ja")));
  expect(document.body.textContent).toBe(ja.review.title);
});
