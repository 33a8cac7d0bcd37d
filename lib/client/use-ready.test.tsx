// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { useReady } from "./use-ready";

function Part() {
  return (
    <div id="part" inert={!useReady()}>
      <button type="button">Apply</button>
    </div>
  );
}

test("what the server sent takes no press until the page's program runs", async () => {
  document.body.innerHTML = `<main>${renderToString(<Part />)}</main>`;
  const part = document.getElementById("part");
  expect(part?.hasAttribute("inert")).toBe(true);
  const root = await act(() => hydrateRoot(document.querySelector("main") as HTMLElement, <Part />));
  expect(part?.hasAttribute("inert")).toBe(false);
  act(() => root.unmount());
});
