"use client";

import { ArrowLeft, ArrowRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { buttonClasses } from "@/components/ui/button";
import { useReady } from "@/lib/client/use-ready";
import { useDraft } from "./draft-context";
import { StepClient } from "./step-client";
import { StepProtections } from "./step-protections";
import { StepRole } from "./step-role";
import { StepServices } from "./step-services";
import { StepSources } from "./step-sources";
import { type WizardStep, wizardSteps } from "./wizard-step";

function Body({ step }: { step: WizardStep }) {
  switch (step) {
    case "role":
      return <StepRole />;
    case "sources":
      return <StepSources />;
    case "services":
      return <StepServices />;
    case "client":
      return <StepClient />;
    case "protections":
      return <StepProtections />;
  }
}

/** One step with the ways on and back. */
export function WizardStepView({ step }: { step: WizardStep }) {
  const t = useTranslations("wizard.steps");
  const { hostId } = useDraft();
  const ready = useReady();
  const index = wizardSteps.indexOf(step);
  const before = wizardSteps[index - 1];
  const after = wizardSteps[index + 1] ?? "review";
  const href = (to: string) =>
    (to === "review" ? `/hosts/${hostId}/review` : `/hosts/${hostId}/edit/${to}`) as Route;
  return (
    <div className="flex flex-col gap-6">
      <div inert={!ready}>
        <Body step={step} />
      </div>
      <div className="flex flex-wrap justify-between gap-2 border-line border-t pt-4">
        {before === undefined ? (
          <span />
        ) : (
          <Link href={href(before)} className={buttonClasses()}>
            <ArrowLeft aria-hidden /> {t(before)}
          </Link>
        )}
        <Link href={href(after)} className={buttonClasses({ variant: "primary" })}>
          {t("next", { step: t(after) })} <ArrowRight aria-hidden />
        </Link>
      </div>
    </div>
  );
}
