import "server-only";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { transaction } from "../db/transaction";
import { type AttemptKind, forgetAttempts, takeAttempt } from "./attempts";
import { audit } from "./audit";

const signInPath = "/sign-in/email";

type Attempt = { kind: AttemptKind; name: string };

/** What a sign-in is counted under. Names are cut: a stranger chooses them. */
function attemptsOf(body: unknown, headers: Headers | undefined): Attempt[] {
  const email = (body as { email?: unknown } | undefined)?.email;
  const address = headers?.get("x-forwarded-for");
  const attempts: Attempt[] = [];
  if (address) attempts.push({ kind: "address", name: address.slice(0, 64) });
  if (typeof email === "string")
    attempts.push({ kind: "account", name: email.trim().toLowerCase().slice(0, 200) });
  return attempts;
}

/** Makes guessing a password slow, whatever address the guesses come from, and puts each sign-in on record. */
export const attemptHooks = {
  before: createAuthMiddleware(async (context) => {
    if (context.path !== signInPath) return;
    for (const { kind, name } of attemptsOf(context.body, context.headers)) {
      const seconds = await takeAttempt(kind, name, new Date());
      if (seconds > 0)
        throw new APIError("TOO_MANY_REQUESTS", {
          code: "SIGN_IN_WAIT",
          message: `Too many wrong passwords. Try again in ${seconds} seconds.`,
          seconds,
        });
    }
  }),
  after: createAuthMiddleware(async (context) => {
    const user = context.context.newSession?.user;
    if (context.path !== signInPath || !user) return;
    await forgetAttempts(attemptsOf(context.body, context.headers));
    await transaction((tx) => audit(tx, user, "account.sign-in", { kind: "account", id: user.id }));
  }),
};
