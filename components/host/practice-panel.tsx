"use client";

import { Power } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import type { ProbeView } from "@/lib/server/services/practice/practice-view";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { FailureNote } from "../ui/failure-note";
import { toast } from "../ui/toast";
import { ProbeMatrix, type ProbeTarget } from "./probe-matrix";

export type PracticeVerbs = {
  restart: (input: { hostId: string }) => Promise<Outcome>;
  probe: (input: unknown) => Promise<Outcome<ProbeView>>;
};

type PracticePanelProps = {
  hostId: string;
  name: string;
  targets: readonly ProbeTarget[];
  verbs: PracticeVerbs;
};

/** What only a practice VPS can do: be tried from the four places of its internet, and be restarted. */
export function PracticePanel({ hostId, name, targets, verbs }: PracticePanelProps) {
  const t = useTranslations("hosts.practice");
  const { run, pending, failure } = useVerb(verbs.restart);
  return (
    <div className="flex flex-col gap-4">
      <ProbeMatrix hostId={hostId} targets={targets} probe={verbs.probe} />
      <FailureNote failure={failure} />
      <div>
        <ConfirmDialog
          trigger={
            <Button pending={pending}>
              {!pending && <Power aria-hidden />}
              {t("restart")}
            </Button>
          }
          title={t("restartTitle", { name })}
          consequence={t("restartText")}
          confirmLabel={t("restart")}
          confirmVariant="primary"
          onConfirm={() => run({ hostId }, () => toast(t("restarted")))}
        />
      </div>
    </div>
  );
}
