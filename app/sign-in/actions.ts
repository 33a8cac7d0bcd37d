"use server";

import { toOutcome } from "@/app/to-outcome";
import type { SignInInput } from "@/components/account/sign-in-form";
import type { Outcome } from "@/lib/client/outcome";
import { signIn } from "@/lib/server/auth/sign-in";

export async function signInAction({ email, password }: SignInInput): Promise<Outcome> {
  return toOutcome(async () => {
    await signIn({ email: String(email), password: String(password) });
    return null;
  });
}
