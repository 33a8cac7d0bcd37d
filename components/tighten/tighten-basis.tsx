"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { BasisView } from "@/lib/server/services/tighten/tighten-view";
import { Callout } from "../ui/callout";
import { Time } from "../ui/time";

/** Who comes once a fortnight is seen by then. */
const fairDays = 14;

/** What the suggestions rest on, and what it cannot see. */
export function TightenBasis({ basis, lookNow }: { basis: BasisView; lookNow: ReactNode }) {
  const t = useTranslations("tighten.page");
  const { looks, days, from, to, partial } = basis;
  return (
    <>
      {days < fairDays && (
        <Callout kind="warning" title={t("thin.title")}>
          {t("thin.text", { days })}
        </Callout>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 max-w-prose flex-1 basis-80 text-13 text-ink-2">
          <p>
            {t.rich(looks === 1 ? "basisOne" : "basis", {
              looks,
              days,
              from: () => <Time value={from} style="moment" bare />,
              to: () => <Time value={to} style="moment" bare />,
            })}
          </p>
          <p>{t("moment")}</p>
          {partial && <p>{t("partial")}</p>}
        </div>
        {lookNow}
      </div>
    </>
  );
}
