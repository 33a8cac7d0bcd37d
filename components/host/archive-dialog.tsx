"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { Dialog, DialogContent } from "../ui/dialog";
import { FailureNote } from "../ui/failure-note";

type ArchiveDialogProps = {
  open: boolean;
  onClose: () => void;
  host: { id: string; name: string; kind: "ssh" | "practice" };
  archive: (input: { hostId: string }) => Promise<Outcome>;
};

/** Takes a host out of the list; says what stays where it is. */
export function ArchiveDialog({ open, onClose, host, archive }: ArchiveDialogProps) {
  const t = useTranslations("hosts.archive");
  const common = useTranslations("common");
  const router = useRouter();
  const { run, pending, failure } = useVerb(archive);
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title={t("title", { name: host.name })}
        footer={
          <>
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button
              variant="danger"
              pending={pending}
              onClick={() => run({ hostId: host.id }, () => router.push("/"))}
            >
              {t("confirm")}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          <p className="text-14 text-ink-2">{t(`consequence.${host.kind}`)}</p>
          <FailureNote failure={failure} />
        </div>
      </DialogContent>
    </Dialog>
  );
}
