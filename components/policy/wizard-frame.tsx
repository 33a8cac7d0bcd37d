"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { ObservingNotice } from "@/components/tighten/observing-notice";
import { useDraft } from "./draft-context";
import { SaveState, SaveTrouble } from "./save-state";
import { WizardNav } from "./wizard-nav";
import { WizardPreview } from "./wizard-preview";

/** The frame of every step: the steps, the draft's own state, the step, and the picture beside it. */
export function WizardFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("wizard");
  const { hostName, body } = useDraft();
  return (
    <div className="flex flex-col gap-5">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div>
          <h1 className="font-semibold text-20 sm:text-28">{t("title", { host: hostName })}</h1>
          <p className="mt-1 max-w-prose text-14 text-ink-2">{t("lead")}</p>
        </div>
        <SaveState />
      </header>
      <WizardNav />
      <SaveTrouble />
      <ObservingNotice policy={body} when="then" />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0">{children}</div>
        {/* What does not fit fades out, so that it is seen to go on; the room below keeps its end clear of the fade. */}
        <div className="min-w-0 lg:sticky lg:top-6 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto lg:pb-6 lg:[mask-image:linear-gradient(to_bottom,black_calc(100%-1.5rem),transparent)]">
          <WizardPreview />
        </div>
      </div>
    </div>
  );
}
