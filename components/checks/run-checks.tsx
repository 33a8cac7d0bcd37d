"use client";

import { Play } from "lucide-react";
import { useActionState } from "react";
import { useTranslations } from "use-intl";
import type { Failure } from "@/lib/client/outcome";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";

type RunChecksProps = {
  /** An apply is under way: what is expected may be about to change. */
  busy: boolean;
  /** There is a run already: a newer one is the lesser thing to do. */
  again?: boolean;
  run: (before: Failure | null) => Promise<Failure | null>;
};

/** Runs all checks now, and says while it waits what for. */
export function RunChecks({ busy, again = false, run }: RunChecksProps) {
  const t = useTranslations("checks");
  const [fault, start, running] = useActionState(run, null);
  return (
    <div className="flex max-w-prose flex-col items-start gap-2">
      <form action={start}>
        <Button type="submit" variant={again ? "secondary" : "primary"} pending={running} disabled={busy}>
          {!running && <Play aria-hidden />} {running ? t("running") : t(again ? "again" : "run")}
        </Button>
      </form>
      <p role="status" className="text-13 text-ink-3 empty:hidden">
        {running ? t("waiting") : busy ? t("busy") : ""}
      </p>
      <FailureNote failure={fault} />
    </div>
  );
}
