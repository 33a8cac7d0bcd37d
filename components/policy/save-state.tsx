"use client";

import { Check, CircleAlert, LoaderCircle, Redo2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Time } from "@/components/ui/time";
import { useDraft } from "./draft-context";

/** Whether the panel holds what is on the screen, and the way back and forth. */
export function SaveState() {
  const t = useTranslations("wizard.saving");
  const { saving, state, dispatch } = useDraft();
  return (
    <div className="flex items-center gap-1">
      <p role="status" className="mr-2 flex items-center gap-1.5 whitespace-nowrap text-13 text-ink-2">
        {saving.kind === "saved" ? (
          <>
            <Check aria-hidden className="size-4 text-ink-3" />
            {t("saved")}
          </>
        ) : saving.kind === "failed" || saving.kind === "conflict" ? (
          <>
            <CircleAlert aria-hidden className="size-4 text-failed" />
            {t("notSaved")}
          </>
        ) : (
          <>
            <LoaderCircle aria-hidden className="size-4 animate-turn text-ink-3" />
            {t("saving")}
          </>
        )}
      </p>
      <Button
        variant="quiet"
        size="icon"
        aria-label={t("undo")}
        title={t("undo")}
        disabled={state.past.length === 0}
        onClick={() => dispatch({ type: "undo" })}
      >
        <Undo2 aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="icon"
        aria-label={t("redo")}
        title={t("redo")}
        disabled={state.future.length === 0}
        onClick={() => dispatch({ type: "redo" })}
      >
        <Redo2 aria-hidden />
      </Button>
    </div>
  );
}

/** What stands between the edits and the panel: another tab's draft, or a panel that does not answer. */
export function SaveTrouble() {
  const t = useTranslations("wizard.saving");
  const { saving, keepMine, takeTheirs, retrySave } = useDraft();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (saving.kind === "conflict") {
    const { updatedBy, updatedAt } = saving.conflict;
    return (
      <Callout
        kind="warning"
        announce
        title={t("conflict.title")}
        actions={
          <>
            <Button onClick={keepMine}>{t("conflict.mine")}</Button>
            <Button
              pending={busy}
              onClick={async () => {
                setBusy(true);
                setFault(await takeTheirs().catch(() => t("unreachable")));
                setBusy(false);
              }}
            >
              {t("conflict.theirs")}
            </Button>
          </>
        }
      >
        {t.rich("conflict.text", { who: updatedBy, when: () => <Time value={updatedAt} style="exact" /> })}
        {fault !== null && <p className="mt-1 text-failed">{fault}</p>}
      </Callout>
    );
  }
  if (saving.kind === "failed") {
    return (
      <Callout
        kind="error"
        announce
        title={t("failed.title")}
        actions={<Button onClick={retrySave}>{t("failed.retry")}</Button>}
      >
        {saving.message} {t("failed.text")}
      </Callout>
    );
  }
  return null;
}
