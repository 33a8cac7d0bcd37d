"use client";

import { Eye, ShieldCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { RadioCards } from "@/components/ui/radio-cards";
import { useDraft } from "./draft-context";

const icons = { protect: ShieldCheck, observe: Eye } as const;

/** Whether what is not allowed out is refused, or only logged for now. */
export function ObserveChoice() {
  const t = useTranslations("tighten.switch");
  const { body, dispatch } = useDraft();
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-14">{t("title")}</h3>
      <RadioCards
        label={t("title")}
        value={body.client.observe ? "observe" : "protect"}
        onValueChange={(value) =>
          dispatch({ type: "change-client", change: { observe: value === "observe" || undefined } })
        }
        className="sm:grid-cols-2"
        cards={(["protect", "observe"] as const).map((value) => {
          const Icon = icons[value];
          return {
            value,
            title: (
              <span className="inline-flex items-center gap-1.5">
                <Icon aria-hidden className="size-4 shrink-0" />
                {t(`${value}.title`)}
              </span>
            ),
            description: t(`${value}.hint`),
          };
        })}
      />
    </section>
  );
}
