"use client";

import { useTranslations } from "use-intl";
import type { Inspection } from "@/lib/client/use-inspection";
import { type ProgressStep, ProgressSteps } from "../ui/progress-steps";

/** An inspection as it happens: what is done, and what it waits for. */
export function InspectionLines({ inspection }: { inspection: Inspection }) {
  const t = useTranslations("hosts.inspection");
  if (inspection.state === "idle") return null;
  const steps: ProgressStep[] = inspection.lines.map((line, at) => ({
    id: `${at} ${line}`,
    title: line,
    state: "done",
  }));
  if (inspection.state === "running") steps.push({ id: "now", title: t("reading"), state: "running" });
  if (inspection.state === "failed") steps.push({ id: "end", title: t("failed"), state: "failed" });
  if (inspection.state === "done") steps.push({ id: "end", title: t("done"), state: "done" });
  return <ProgressSteps steps={steps} label={t("label")} />;
}
