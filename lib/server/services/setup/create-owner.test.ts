import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "../../db/client";
import { withTestDatabase } from "../../db/testing/test-database";
import { createOwner } from "./create-owner";
import { makeSetupLink } from "./make-setup-link";
import { readSetup } from "./read-setup";
import { isSetupNeeded } from "./setup-state";

vi.mock("next/headers", () => ({ headers: async () => new Headers() }));

withTestDatabase();

const input = (token: string | null, more: object = {}) => ({
  token: token ?? "",
  name: "Aki",
  email: "Aki@Example.org",
  password: "twelve chars",
  ...more,
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code?: string }) => error.code ?? error,
  );

let token: string | null = null;
beforeEach(async () => {
  token = await makeSetupLink();
});

describe("the setup link", () => {
  it("makes the owner, signs in, and is not in the database in clear", async () => {
    expect(isSetupNeeded()).toBe(true);
    expect(await readSetup(token ?? "")).toEqual({ needed: true, linkGood: true });
    expect(JSON.stringify(await db.setupLink.findMany())).not.toContain(token);
    const { id } = await createOwner(input(token));
    expect(await db.user.findUnique({ where: { id } })).toMatchObject({
      email: "aki@example.org",
      permission: "owner",
    });
    expect(await db.session.count({ where: { userId: id } })).toBe(1);
    expect(await db.audit.findMany({ orderBy: { at: "asc" }, select: { verb: true } })).toEqual([
      { verb: "account.create" },
      { verb: "account.sign-in" },
    ]);
    expect(isSetupNeeded()).toBe(false);
    expect(await readSetup(token ?? "")).toEqual({ needed: false, linkGood: false });
  });

  it("works once, and no other link is made when an owner exists", async () => {
    await createOwner(input(token));
    expect(await codeOf(createOwner(input(token, { email: "b@example.org" })))).toBe("setup-done");
    expect(await makeSetupLink()).toBeNull();
    expect(await db.user.count()).toBe(1);
  });

  it("makes one owner of two who use it at the same moment", async () => {
    const both = ["a@example.org", "b@example.org"].map((email) =>
      codeOf(createOwner(input(token, { email }))),
    );
    expect((await Promise.all(both)).sort()).toEqual(["setup-done", null].sort());
    expect(await db.user.count()).toBe(1);
  });

  it("stops working at the next start", async () => {
    const next = await makeSetupLink();
    expect(await codeOf(createOwner(input(token)))).toBe("setup-link-invalid");
    expect(await codeOf(createOwner(input(next)))).toBeNull();
  });

  it("survives bad input", async () => {
    for (const more of [
      { password: "eleven char" },
      { email: "aki" },
      { name: " " },
      { permission: "owner" },
    ])
      expect(await codeOf(createOwner(input(token, more)))).toBe("bad-input");
    expect(await codeOf(createOwner(input("guessed")))).toBe("setup-link-invalid");
    expect(await codeOf(createOwner(input(token)))).toBeNull();
  });
});
