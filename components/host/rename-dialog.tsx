"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { Dialog, DialogContent } from "../ui/dialog";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

type RenameDialogProps = {
  open: boolean;
  onClose: () => void;
  host: { id: string; name: string };
  rename: (input: { hostId: string; name: string }) => Promise<Outcome>;
};

/** Another name in the panel; the machine keeps its own. */
export function RenameDialog({ open, onClose, host, rename }: RenameDialogProps) {
  const t = useTranslations("hosts.rename");
  const common = useTranslations("common");
  const text = useFindingText();
  const { run, pending, failure } = useVerb(rename);
  const [name, setName] = useState(host.name);
  function submit(event: FormEvent) {
    event.preventDefault();
    run({ hostId: host.id, name: name.trim() }, onClose);
  }
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={t("title")} description={t("lead")}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <FailureNote failure={failure} />
          <Field label={t("name")} error={text.field(failure, "name")}>
            <Input required value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending} disabled={name.trim() === ""}>
              {common("save")}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
