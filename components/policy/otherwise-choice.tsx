"use client";

import { useTranslations } from "use-intl";
import { RadioCards } from "@/components/ui/radio-cards";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { useDraft } from "./draft-context";

/** What becomes of packets that no rule speaks of. The sandbox has an end of its own, so there it only mends. */
export function OtherwiseChoice() {
  const t = useTranslations("wizard.protections.otherwise");
  const { body, dispatch } = useDraft();
  const sandbox = isSandbox(body);
  if (sandbox && body.otherwise === "refuse") return null;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-14">{t("title")}</h3>
      <RadioCards
        label={t("title")}
        value={body.otherwise}
        onValueChange={(otherwise) => dispatch({ type: "change-body", change: { otherwise } })}
        className="sm:grid-cols-2"
        cards={(["refuse", "hand-on"] as const).map((value) => ({
          value,
          title: t(`${value}.title`),
          description: t(`${value}.hint`),
        }))}
      />
    </section>
  );
}
