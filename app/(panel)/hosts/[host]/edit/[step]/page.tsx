import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { isWizardStep } from "@/components/policy/wizard-step";
import { WizardStepView } from "@/components/policy/wizard-step-view";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readHostOr404 } from "../../read-host-or-404";
import { readDraftOrNull } from "../read-draft-or-null";

type StepPageProps = { params: Promise<{ host: string; step: string }> };

export async function generateMetadata({ params }: StepPageProps): Promise<Metadata> {
  const { host, step } = await params;
  const t = await getTranslations("wizard");
  const { name } = await readHostOr404(host);
  return { title: isWizardStep(step) ? `${t(`steps.${step}`)} · ${name}` : name };
}

export default async function StepPage({ params }: StepPageProps) {
  const { host, step } = await params;
  if (!isWizardStep(step)) notFound();
  // Without a draft the layout asks for the role, and there is no step to show.
  if ((await readDraftOrNull(host)) === null) return null;
  return <WizardStepView step={step} />;
}
