"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
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
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    run({ email, password }, () => {
      router.replace("/");
      router.refresh();
    });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <FailureNote failure={failure} />
      <Field label={t("email")}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label={t("password")}>
        <Input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-2">
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
