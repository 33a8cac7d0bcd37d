"use client";

import { Undo2 } from "lucide-react";
import { useActionState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { FailureNote } from "@/components/ui/failure-note";
import type { ApplyAction } from "./apply-decision";

/** Makes an earlier policy the draft again; applying it is an apply of its own. */
export function RevertButton({ revert }: { revert: ApplyAction }) {
  const t = useTranslations("apply.revert");
  const [failure, action, pending] = useActionState(revert, null);
  return (
    <form action={action} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" pending={pending}>
          <Undo2 aria-hidden /> {t("button")}
        </Button>
        <p className="max-w-prose text-13 text-ink-2">{t("hint")}</p>
      </div>
      <FailureNote failure={failure} />
    </form>
  );
}
