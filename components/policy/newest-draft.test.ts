import { expect, test } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { newestDraft, rememberDraft } from "./newest-draft";

const draft = (version: number) => ({ version, body: startingBody("blank"), updatedAt: "" });

test("going back to a page that was read before the last save shows the saved draft, not the old one", () => {
  rememberDraft("h1", draft(5));
  expect(newestDraft("h1", draft(3)).version).toBe(5);
});

test("a draft that was changed elsewhere since is taken as the server has it", () => {
  rememberDraft("h1", draft(5));
  expect(newestDraft("h1", draft(6)).version).toBe(6);
  expect(newestDraft("h2", draft(1)).version).toBe(1);
});
