// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { failureOf, postForLines } from "./post-for-lines";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** What is told where the panel answers so; undefined: nothing went wrong. */
async function told(fetched: () => Promise<Response>): Promise<unknown> {
  vi.stubGlobal("fetch", fetched);
  try {
    for await (const _ of postForLines("/api/hosts/h/checks"));
  } catch (error) {
    return failureOf(error);
  }
}

test("messages are handed over line by line", async () => {
  vi.stubGlobal("fetch", async () => new Response('{"kind":"begun"}\n{"kind":"done"}\n'));
  const heard: unknown[] = [];
  for await (const message of postForLines("/x")) heard.push(message);
  expect(heard).toEqual([{ kind: "begun" }, { kind: "done" }]);
});

test("who is signed out gets the page anew, and hears nothing of a panel that does not answer", async () => {
  const reload = vi.spyOn(window.location, "reload").mockImplementation(() => {});
  expect(await told(async () => new Response(null, { status: 401 }))).toBeNull();
  expect(reload).toHaveBeenCalledTimes(1);
});

test("a refusal is told by its code, and only silence as silence", async () => {
  const coded = JSON.stringify({ code: "apply-pending", text: "An apply is under way.", params: {} });
  expect(await told(async () => new Response(coded, { status: 409 }))).toMatchObject({
    code: "apply-pending",
    text: "An apply is under way.",
  });
  expect(await told(async () => new Response("no", { status: 403 }))).toMatchObject({ code: "forbidden" });
  expect(await told(async () => new Response(null, { status: 500 }))).toMatchObject({ code: "internal" });
  expect(await told(() => Promise.reject(new TypeError("Failed to fetch")))).toMatchObject({
    code: "panel-unreachable",
  });
});
