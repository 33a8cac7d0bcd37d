"use client";

import { useTranslations } from "use-intl";
import type { Failure } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import type { HostForm } from "./add-host-form";

type WhereFieldsProps = {
  form: HostForm;
  change: (part: Partial<HostForm>) => void;
  failures: readonly (Failure | null)[];
};

/** Where the VPS is, and as whom the panel signs in. */
export function WhereFields({ form, change, failures }: WhereFieldsProps) {
  const t = useTranslations("hosts.add");
  const text = useFindingText();
  const error = (field: string) =>
    failures.map((failure) => text.field(failure, field)).find(Boolean) ?? null;
  return (
    <fieldset className="grid gap-4 sm:grid-cols-6">
      <legend className="mb-3 font-semibold text-16">{t("where")}</legend>
      <Field label={t("name")} hint={t("nameHint")} error={error("name")} className="sm:col-span-6">
        <Input required value={form.name} onChange={(event) => change({ name: event.target.value })} />
      </Field>
      <Field label={t("address")} hint={t("addressHint")} error={error("address")} className="sm:col-span-4">
        <Input
          mono
          required
          inputMode="url"
          autoCapitalize="none"
          value={form.address}
          onChange={(event) => change({ address: event.target.value })}
        />
      </Field>
      <Field label={t("port")} error={error("port")} className="sm:col-span-2">
        <Input
          mono
          required
          inputMode="numeric"
          pattern="[0-9]*"
          value={form.port}
          onChange={(event) => change({ port: event.target.value })}
        />
      </Field>
      <Field label={t("user")} hint={t("userHint")} error={error("user")} className="sm:col-span-6">
        <Input
          mono
          required
          autoCapitalize="none"
          value={form.user}
          onChange={(event) => change({ user: event.target.value })}
        />
      </Field>
    </fieldset>
  );
}
