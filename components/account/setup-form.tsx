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
  const [values, setValues] = useState({ name: "", email: "", password: "" });
  const [shown, setShown] = useState(false);
  const set = (name: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues((before) => ({ ...before, [name]: event.target.value }));

  function submit(event: FormEvent) {
    event.preventDefault();
    run({ token, ...values }, () => {
      router.replace("/");
      router.refresh();
    });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <FailureNote failure={failure} />
      <Field label={t("name")} hint={t("nameHint")} error={text.field(failure, "name")}>
        <Input name="name" autoComplete="name" required value={values.name} onChange={set("name")} />
      </Field>
      <Field label={t("email")} error={text.field(failure, "email")}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          value={values.email}
          onChange={set("email")}
        />
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
          value={values.password}
          onChange={set("password")}
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-2">
        {t("create")}
      </Button>
    </form>
  );
}
