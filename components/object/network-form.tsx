"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useAddressList } from "@/lib/client/use-address-list";
import { useFindingText } from "@/lib/client/use-finding-text";
import { useVerb } from "@/lib/client/use-verb";
import { objectNameSchema } from "@/lib/core/policy/schema";
import { EntryFindings } from "../policy/entry-findings";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";
import { toast } from "../ui/toast";
import { mendEntry } from "./mend-entry";

export type NetworkInput = { id: string | null; name: string; entries: readonly string[]; note: string };

type NetworkFormProps = {
  /** Null: a new one. */
  network: NetworkInput | null;
  save: (input: NetworkInput) => Promise<Outcome<{ id: string }>>;
};

/** Makes or changes a named source. The list is checked while it is typed; a paste of ten thousand lines is fine. */
export function NetworkForm({ network, save }: NetworkFormProps) {
  const t = useTranslations("objects");
  const common = useTranslations("common");
  const text = useFindingText();
  const router = useRouter();
  const { run, pending, failure } = useVerb(save);
  const [name, setName] = useState(network?.name ?? "");
  const [entries, setEntries] = useState(network?.entries.join("\n") ?? "");
  const [note, setNote] = useState(network?.note ?? "");
  const { list, reading } = useAddressList(entries);

  const badName = name !== "" && !objectNameSchema.safeParse(name.trim()).success;
  const faulty = list.findings.some((finding) => finding.severity === "error");
  const ready = name.trim() !== "" && !badName && reading === null && !faulty && list.entries.length > 0;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    run({ id: network?.id ?? null, name: name.trim(), entries: list.entries, note: note.trim() }, () => {
      toast(common("saved"));
      router.push("/objects/networks");
      router.refresh();
    });
  }

  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-5">
      <FailureNote failure={failure} />
      <Field label={t("column.name")} error={badName ? t("badName") : text.field(failure, "name")}>
        <Input required value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label={t("column.entries")}
        hint={t("networks.entriesHint")}
        error={text.field(failure, "entries")}
      >
        <Textarea mono rows={12} value={entries} onChange={(event) => setEntries(event.target.value)} />
      </Field>
      {reading === null ? (
        entries.trim() !== "" && (
          <EntryFindings
            list={list}
            onMend={(finding, mended) => setEntries(mendEntry(entries, finding, mended))}
          />
        )
      ) : (
        <p role="status" className="flex items-center gap-3 text-13 text-ink-2">
          <progress className="h-1.5 w-40 accent-accent" />
          {t("networks.reading", { count: reading })}
        </p>
      )}
      <Field label={t("column.note")} note={common("optional")} error={text.field(failure, "note")}>
        <Input maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
          {pending ? t("networks.saving", { count: list.entries.length }) : common("save")}
        </Button>
        <Button onClick={() => router.push("/objects/networks")}>{common("cancel")}</Button>
      </div>
    </form>
  );
}
