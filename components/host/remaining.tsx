"use client";

import { useTranslations } from "use-intl";
import { formatRemaining, useRemaining } from "@/lib/client/use-remaining";
import type { Countdown } from "@/lib/server/services/apply/apply-view";

/** What is left before the host brings the old rules back by itself, small, for a row. */
export function Remaining({ countdown }: { countdown: Countdown }) {
  const t = useTranslations("hosts");
  const seconds = useRemaining(countdown);
  return (
    <span className="font-mono text-pending" role="timer">
      {t("remaining", { time: formatRemaining(seconds ?? 0) })}
    </span>
  );
}
