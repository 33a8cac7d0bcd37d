"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useVerb } from "@/lib/client/use-verb";
import type { HostKeyComparison } from "@/lib/server/services/host/host-view";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Dialog, DialogContent } from "../ui/dialog";
import { FailureNote } from "../ui/failure-note";
import { KeyValue } from "../ui/key-value";
import type { HostVerbs } from "./host-actions";

type HostKeyDialogProps = {
  open: boolean;
  onClose: () => void;
  host: { id: string; name: string };
  verbs: Pick<HostVerbs, "compareHostKey" | "pinHostKey">;
};

/** The pinned host key beside the one that the host shows now; a new one is trusted only here, by hand. */
export function HostKeyDialog({ open, onClose, host, verbs }: HostKeyDialogProps) {
  const t = useTranslations("hosts.hostKey");
  const common = useTranslations("common");
  const compare = useVerb(verbs.compareHostKey);
  const pin = useVerb(verbs.pinHostKey);
  const [keys, setKeys] = useState<HostKeyComparison | null>(null);
  const { run: ask } = compare;
  useEffect(() => {
    if (open) ask({ hostId: host.id }, setKeys);
    else setKeys(null);
  }, [open, ask, host.id]);
  const changed = keys !== null && keys.pinned?.fingerprint !== keys.shown.fingerprint;
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title={t("title", { name: host.name })}
        footer={
          <>
            <Button onClick={onClose}>{common("close")}</Button>
            {changed && (
              <Button
                variant="danger"
                pending={pin.pending}
                onClick={() => pin.run({ hostId: host.id, fingerprint: keys.shown.fingerprint }, onClose)}
              >
                {t("trust")}
              </Button>
            )}
          </>
        }
      >
        <div className="flex flex-col gap-4" aria-busy={compare.pending}>
          {compare.pending && <p className="text-14 text-ink-2">{t("asking")}</p>}
          <FailureNote failure={compare.failure ?? pin.failure} />
          {keys && (
            <>
              {changed ? (
                <Callout kind="error" title={t("changed")}>
                  {t("changedText")}
                </Callout>
              ) : (
                <Callout kind="success">{t("same")}</Callout>
              )}
              <KeyValue
                items={[
                  { label: t("pinned"), value: keys.pinned?.fingerprint ?? common("none"), mono: true },
                  { label: t("shown"), value: keys.shown.fingerprint, mono: true },
                ]}
              />
            </>
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}
