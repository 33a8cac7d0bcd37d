"use client";

import { Eye, ShieldCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { RadioCards } from "@/components/ui/radio-cards";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import type { PolicyBody } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";

const icons = { protect: ShieldCheck, observe: Eye } as const;

/** Why there is nothing to observe: all that leaves passes, or others decide about it. */
function idleOf({ client, otherwise }: PolicyBody): "everything" | "hand-on" | null {
  if (client.mode !== "at-request") return "everything";
  return otherwise === "hand-on" ? "hand-on" : null;
}

/** Whether what is not allowed out is refused, or only logged for now. Where nothing would be refused it says so. */
export function ObserveChoice() {
  const t = useTranslations("tighten.switch");
  const mode = useTranslations("wizard.client.mode");
  const { body, dispatch } = useDraft();
  const idle = isSandbox(body) ? null : idleOf(body);
  // What is set can always be switched off.
  const disabled = idle !== null && !body.client.observe;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-14">{t("title")}</h3>
      {idle !== null && (
        <p className="max-w-prose text-13 text-ink-2">
          {t(`idle.${idle}`, { mode: mode("at-request.title") })}
        </p>
      )}
      <RadioCards
        label={t("title")}
        // Nothing is held back there: neither is the case.
        value={disabled ? undefined : body.client.observe ? "observe" : "protect"}
        onValueChange={(value) =>
          dispatch({ type: "change-client", change: { observe: value === "observe" || undefined } })
        }
        className="sm:grid-cols-2"
        cards={(["protect", "observe"] as const).map((value) => {
          const Icon = icons[value];
          return {
            value,
            disabled,
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
