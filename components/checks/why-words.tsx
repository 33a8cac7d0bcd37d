"use client";

import { useTranslations } from "use-intl";
import type { ToldTry } from "@/lib/server/services/checks/checks-view";
import { openWords } from "../simulator/explain-words";

/** What it means that a try met something else than was intended, or that this is not known: then with what it hangs on. */
export function WhyWords({ told: { judgement, hangs } }: { told: ToldTry }) {
  const t = useTranslations("checks");
  const explain = useTranslations("explain");
  if (judgement !== "cannot-tell" || hangs.length === 0) return t(`why.${judgement}`);
  const words = new Set(hangs.map((one) => openWords(explain, one)));
  return t("hangsOn", { conditions: [...words].join(explain("joint")) });
}
