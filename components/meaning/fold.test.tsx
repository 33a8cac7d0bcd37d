// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { Fold } from "./fold";

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

test("what is folded is made when it is opened, and stays", () => {
  const make = vi.fn(() => <p>inside</p>);
  render(<Fold title="More">{make}</Fold>);
  expect(make).not.toHaveBeenCalled();
  const details = document.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  fireEvent(details, new Event("toggle"));
  expect(screen.getByText("inside")).toBeTruthy();
  details.open = false;
  fireEvent(details, new Event("toggle"));
  expect(screen.getByText("inside")).toBeTruthy();
});

test("what was opened before the page came alive is made as well", async () => {
  const fold = <Fold title="More">{() => <p>inside</p>}</Fold>;
  const page = document.createElement("div");
  page.innerHTML = renderToString(fold);
  document.body.append(page);
  (page.querySelector("details") as HTMLDetailsElement).open = true;
  await act(async () => {
    hydrateRoot(page, fold);
  });
  expect(screen.getByText("inside")).toBeTruthy();
});
