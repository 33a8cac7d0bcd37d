import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "../db/client";
import { withTestDatabase } from "../db/testing/test-database";
import { takeAttempt, waitSeconds } from "./attempts";
import { auth } from "./auth";
import { signIn } from "./sign-in";

const requestHeaders = vi.hoisted(() => ({ current: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => requestHeaders.current }));

withTestDatabase();

const email = "owner@example.org";
const password = "correct horse battery";
let hash = "";

beforeEach(async () => {
  hash ||= await hashPassword(password);
  const id = randomUUID();
  const account = { id: randomUUID(), accountId: id, providerId: "credential", password: hash };
  await db.user.create({
    data: { id, name: "Owner", email, permission: "owner", accounts: { create: account } },
  });
  requestHeaders.current = new Headers({ "x-forwarded-for": "192.0.2.1" });
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code?: string }) => error.code ?? error,
  );

const guess = (number: number) => codeOf(signIn({ email, password: `wrong ${number}` }));

describe("signing in", () => {
  it("makes a session and an entry on record, and forgets earlier failures", async () => {
    expect(await guess(1)).toBe("sign-in-failed");
    await signIn({ email: email.toUpperCase(), password });
    expect(await db.session.count()).toBe(1);
    expect(await db.audit.findMany({ select: { verb: true, actorName: true } })).toEqual([
      { verb: "account.sign-in", actorName: "Owner" },
    ]);
    expect(await db.signInAttempt.count()).toBe(0);
  });

  it("does not tell an unknown account from a wrong password", async () => {
    expect(await codeOf(signIn({ email: "nobody@example.org", password }))).toBe("sign-in-failed");
    expect(await guess(1)).toBe("sign-in-failed");
  });

  it("makes the sixth guess on an account wait, from whatever address it comes, even the right one", async () => {
    for (let number = 1; number <= 5; number++) {
      requestHeaders.current = new Headers({ "x-forwarded-for": `198.51.100.${number}` });
      expect(await guess(number)).toBe("sign-in-failed");
    }
    expect(await guess(6)).toBe("sign-in-wait");
    expect(await codeOf(signIn({ email, password }))).toBe("sign-in-wait");
    expect(await codeOf(signIn({ email: "other@example.org", password }))).toBe("sign-in-failed");
  });

  it("counts guesses that come at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, number) => guess(number)));
    expect(answers.filter((answer) => answer === "sign-in-failed")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "sign-in-wait")).toHaveLength(7);
  });

  it("is not open to strangers: no account can be made by a request", async () => {
    const work = auth().api.signUpEmail({ body: { email: "x@example.org", password, name: "X" } });
    await expect(work).rejects.toThrow();
    expect(await db.user.count()).toBe(1);
  });
});

describe("the wait", () => {
  it("doubles from 10 seconds to a quarter of an hour", () => {
    expect([4, 5, 6, 7, 11, 12, 500].map((failures) => waitSeconds("account", failures))).toEqual([
      0, 10, 20, 40, 640, 900, 900,
    ]);
    expect(waitSeconds("address", 29)).toBe(0);
    expect(waitSeconds("address", 30)).toBe(10);
  });

  it("passes, and failures are forgotten after a day", async () => {
    const start = Date.parse("2026-01-01T00:00:00Z");
    const take = (seconds: number) => takeAttempt("account", "a", new Date(start + seconds * 1000));
    for (let number = 0; number < 5; number++) expect(await take(0)).toBe(0);
    expect(await take(4)).toBe(6);
    expect(await take(10)).toBe(0);
    expect(await take(11)).toBe(19);
    expect(await take(10 + 24 * 3600 + 1)).toBe(0);
    expect(await take(10 + 24 * 3600 + 2)).toBe(0);
  });
});
