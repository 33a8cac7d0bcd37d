"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

export type SignInInput = { email: string; password: string };

export function SignInForm({ signIn }: { signIn: (input: SignInInput) => Promise<Outcome> }) {
  const t = useTranslations("setup");
  const router = useRouter();
  const { run, pending, failure } = useVerb(signIn);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    run({ email: String(typed.get("email") ?? ""), password: String(typed.get("password") ?? "") }, () => {
      router.replace("/");
      router.refresh();
    });
  }

  return (
    // As in the form of the first account: nothing that is typed early is lost, or told in an address.
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <FailureNote failure={failure} />
      <Field label={t("email")}>
        <Input name="email" type="email" autoComplete="username" required />
      </Field>
      <Field label={t("password")}>
        <Input name="password" type="password" autoComplete="current-password" required />
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-2">
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
