import "server-only";
import { isAPIError } from "better-auth/api";
import { headers } from "next/headers";
import { isServiceError, ServiceError } from "../services/service-error";
import { auth } from "./auth";

/**
 * Signs in and sets the session's cookie; for server actions. Throws `ServiceError`: sign-in-failed (wrong email or
 * password, not said which), sign-in-wait (params.seconds).
 */
export async function signIn(input: { email: string; password: string }): Promise<void> {
  try {
    await auth().api.signInEmail({
      body: { email: input.email, password: input.password },
      headers: await headers(),
    });
  } catch (error) {
    if (!isAPIError(error) || isServiceError(error)) throw error;
    const seconds = error.body?.seconds;
    if (typeof seconds === "number")
      throw new ServiceError("sign-in-wait", `Too many wrong passwords. Try again in ${seconds} seconds.`, {
        status: 429,
        params: { seconds },
      });
    throw new ServiceError("sign-in-failed", "The email address or the password is wrong.", { status: 401 });
  }
}

/** Ends the session of this browser; for server actions. */
export async function signOut(): Promise<void> {
  await auth().api.signOut({ headers: await headers() });
}
