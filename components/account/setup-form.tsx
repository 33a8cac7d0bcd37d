"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

export type OwnerInput = { token: string; name: string; email: string; password: string };

type SetupFormProps = {
  /** From the link; it works once. */
  token: string;
  shortestPassword: number;
  createOwner: (input: OwnerInput) => Promise<Outcome>;
};

/** Creates the owner's account. What was typed stays when something is wrong. */
export function SetupForm({ token, shortestPassword, createOwner }: SetupFormProps) {
  const t = useTranslations("setup");
  const text = useFindingText();
  const router = useRouter();
  const { run, pending, failure } = useVerb(createOwner);
  const [shown, setShown] = useState(false);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const value = (name: string) => String(typed.get(name) ?? "");
    run({ token, name: value("name"), email: value("email"), password: value("password") }, () => {
      router.replace("/");
      router.refresh();
    });
  }

  return (
    // The fields keep their own values, so that what is typed before the page is alive is not lost; and a form that is sent
    // by then must not carry a password in its address.
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <FailureNote failure={failure} />
      <Field label={t("name")} hint={t("nameHint")} error={text.field(failure, "name")}>
        <Input name="name" autoComplete="name" required />
      </Field>
      <Field label={t("email")} error={text.field(failure, "email")}>
        <Input name="email" type="email" autoComplete="username" required />
      </Field>
      <Field
        label={t("password")}
        hint={t("passwordHint", { count: shortestPassword })}
        error={text.field(failure, "password")}
        note={
          <button type="button" className="text-accent hover:underline" onClick={() => setShown(!shown)}>
            {shown ? t("hidePassword") : t("showPassword")}
          </button>
        }
      >
        <Input
          name="password"
          type={shown ? "text" : "password"}
          autoComplete="new-password"
          required
          minLength={shortestPassword}
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-2">
        {t("create")}
      </Button>
    </form>
  );
}
