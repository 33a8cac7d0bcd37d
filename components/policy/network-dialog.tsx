"use client";

import { useDeferredValue, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { FailureNote } from "@/components/ui/failure-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { useVerb } from "@/lib/client/use-verb";
import { parseAddressList } from "@/lib/core/net/parse-address-list";
import { objectNameSchema } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";
import { EntryFindings } from "./entry-findings";

type Props = {
  /** What was typed before the dialog was asked for: a name or an address; null keeps it shut. */
  typed: string | null;
  onClose: () => void;
  onMade: (name: string) => void;
};

/** Makes a network object on the spot; what is typed is checked as it is typed. */
export function NetworkDialog({ typed, onClose, onMade }: Props) {
  const t = useTranslations("wizard.network");
  return (
    <Dialog open={typed !== null} onOpenChange={(open) => !open && onClose()}>
      {typed !== null && (
        <DialogContent title={t("title")} description={t("lead")}>
          <NetworkForm typed={typed} onClose={onClose} onMade={onMade} />
        </DialogContent>
      )}
    </Dialog>
  );
}

function NetworkForm({ typed, onClose, onMade }: Props & { typed: string }) {
  const t = useTranslations("wizard.network");
  const { objects, actions, addObject } = useDraft();
  const isAddress = parseAddressList(typed).entries.length > 0;
  const [name, setName] = useState(isAddress ? "" : typed);
  const [text, setText] = useState(isAddress ? typed : "");
  const [note, setNote] = useState("");
  const list = parseAddressList(useDeferredValue(text));
  const errors = list.findings.filter((finding) => finding.severity === "error");
  const { run, pending, failure } = useVerb(actions.saveNetwork);

  const taken = objects.networks.some((network) => network.name === name.trim());
  const badName = name !== "" && !objectNameSchema.safeParse(name.trim()).success;
  const ready = name.trim() !== "" && !badName && !taken && errors.length === 0 && list.entries.length > 0;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        // The dialog stands inside the page's own form in the tree of components, not in the document.
        event.stopPropagation();
        if (!ready) return;
        run({ name: name.trim(), entries: [...list.entries], note }, (network) => {
          addObject({ network });
          onMade(network.name);
          onClose();
        });
      }}
    >
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={badName ? t("badName") : taken ? t("taken") : undefined}
      >
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t("entries")} hint={t("entriesHint")}>
        <Textarea
          mono
          rows={5}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={"192.0.2.0/27\n2001:db8::/48"}
        />
      </Field>
      <EntryFindings list={list} onMend={(finding, mended) => setText(mendAt(text, finding, mended))} />
      <Field label={t("note")} note={t("optional")}>
        <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={200} />
      </Field>
      <FailureNote failure={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** The text with one entry replaced; places are 1-based. */
function mendAt(
  text: string,
  { line, column, text: written }: { readonly line: number; readonly column: number; readonly text: string },
  mended: string,
): string {
  const lines = text.split("\n");
  const at = lines[line - 1];
  if (at === undefined) return text;
  lines[line - 1] = at.slice(0, column - 1) + mended + at.slice(column - 1 + written.length);
  return lines.join("\n");
}
