"use client";

import { FileInput, Undo2 } from "lucide-react";
import Link from "next/link";
import { useActionState } from "react";
import { useTranslations } from "use-intl";
import type { DriftView } from "@/lib/server/services/drift/drift-view";
import { Button, buttonClasses } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import type { DriftVerbs } from "./drift-section";

type WaysOutProps = Pick<DriftVerbs, "accept" | "putBack"> & { view: DriftView; busy: boolean };

/** Back to what was confirmed, or on with what is there. Both only write the draft: a review follows. */
export function WaysOut({ view, accept, putBack, busy }: WaysOutProps) {
  const t = useTranslations("drift.ways");
  const [notBack, back, goingBack] = useActionState(putBack, null);
  const [notTaken, take, taking] = useActionState(accept, null);
  const { number } = view.apply;
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 md:grid-cols-2">
        <form action={back} className="flex flex-col items-start gap-2 rounded-3 border bg-raised p-4">
          <p className="max-w-prose flex-1 text-14">{t("back.text", { number })}</p>
          <Button type="submit" variant="primary" pending={goingBack} disabled={busy}>
            <Undo2 aria-hidden /> {t("back.button")}
          </Button>
        </form>
        <form action={take} className="flex flex-col items-start gap-2 rounded-3 border bg-raised p-4">
          <p className="max-w-prose flex-1 text-14">{t("accept.text")}</p>
          <Button type="submit" pending={taking} disabled={busy || view.own !== "different"}>
            <FileInput aria-hidden /> {t("accept.button")}
          </Button>
        </form>
      </div>
      {view.draftChanged && <p className="max-w-prose text-13 text-ink-2">{t("draft")}</p>}
      <FailureNote failure={notBack} />
      <FailureNote
        failure={notTaken}
        actions={
          <Link href={`/hosts/${view.hostId}/import`} className={buttonClasses({ size: "small" })}>
            {t("accept.import")}
          </Link>
        }
      />
    </div>
  );
}
