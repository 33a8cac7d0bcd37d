"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { Failure } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { Callout } from "./callout";

/** What went wrong with what was just pressed; null shows nothing. Stays until the next try. */
export function FailureNote({ failure, actions }: { failure: Failure | null; actions?: ReactNode }) {
  const t = useTranslations("errors");
  const text = useFindingText();
  if (!failure) return null;
  return (
    <Callout kind="error" title={t("title")} announce actions={actions}>
      {text.failure(failure)}
    </Callout>
  );
}
