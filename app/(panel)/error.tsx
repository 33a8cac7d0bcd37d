"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";

type PanelErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** A page that could not be read: what is known, and another try. The error's own text stays in the panel's log. */
export default function PanelError({ error, reset }: PanelErrorProps) {
  const t = useTranslations("errors");
  return (
    <Callout
      kind="error"
      title={t("page.failed.title")}
      announce
      actions={<Button onClick={reset}>{t("page.failed.again")}</Button>}
    >
      {t("page.failed.text", { digest: error.digest ?? "-" })}
    </Callout>
  );
}
