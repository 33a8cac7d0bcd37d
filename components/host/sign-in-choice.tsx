"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Failure } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { RadioCards } from "../ui/radio-cards";
import { Textarea } from "../ui/textarea";
import { authKinds, type HostForm } from "./add-host-form";

type SignInChoiceProps = {
  form: HostForm;
  change: (part: Partial<HostForm>) => void;
  failure: Failure | null;
  making: boolean;
  makeKey: () => void;
};

/** How the panel signs in: with a key of its own, a pasted one, or a password that is used once. */
export function SignInChoice({ form, change, failure, making, makeKey }: SignInChoiceProps) {
  const t = useTranslations("hosts.add");
  const text = useFindingText();
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="mb-3 font-semibold text-16">{t("signIn")}</legend>
      <RadioCards
        label={t("signIn")}
        value={form.auth}
        onValueChange={(auth) => change({ auth })}
        cards={authKinds.map((kind) => ({
          value: kind,
          title: t(`auth.${kind}.title`),
          description: t(`auth.${kind}.text`),
        }))}
      />
      {form.auth === "made-key" &&
        (form.key ? (
          <div className="flex flex-col gap-3">
            <p className="max-w-prose text-14 text-ink-2">{t("install", { user: form.user })}</p>
            <CodeBlock code={form.key.installCommand} title={t("installTitle")} wrap />
            <CodeBlock code={form.key.publicKey} title={t("publicKey")} wrap />
          </div>
        ) : (
          <div>
            <Button onClick={makeKey} pending={making}>
              {!making && <KeyRound aria-hidden />}
              {t("makeKey")}
            </Button>
          </div>
        ))}
      {form.auth === "pasted-key" && (
        <>
          <Field
            label={t("privateKey")}
            hint={t("privateKeyHint")}
            error={text.field(failure, "auth", "privateKey")}
          >
            <Textarea
              mono
              required
              rows={8}
              autoComplete="off"
              value={form.privateKey}
              onChange={(event) => change({ privateKey: event.target.value })}
            />
          </Field>
          <Field
            label={t("passphrase")}
            note={t("optionalNote")}
            error={text.field(failure, "auth", "passphrase")}
          >
            <Input
              type="password"
              autoComplete="off"
              value={form.passphrase}
              onChange={(event) => change({ passphrase: event.target.value })}
            />
          </Field>
        </>
      )}
      {form.auth === "password-once" && (
        <Field label={t("password")} hint={t("passwordHint")} error={text.field(failure, "auth", "password")}>
          <Input
            type="password"
            required
            autoComplete="off"
            value={form.password}
            onChange={(event) => change({ password: event.target.value })}
          />
        </Field>
      )}
    </fieldset>
  );
}
