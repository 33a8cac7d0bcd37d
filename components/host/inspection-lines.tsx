"use client";

import { Check } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Inspection } from "@/lib/client/use-inspection";
import { type ProgressStep, ProgressSteps } from "../ui/progress-steps";

type Texts = { (key: string): string; has(key: string): boolean };

/** A line of the inspection, `name value…`, with its name in words; a name that has none stays as it is. */
function LineText({ line }: { line: string }) {
  const words = useTranslations("hosts.inspection.line") as unknown as Texts;
  const [name = "", ...value] = line.split(" ");
  return (
    <>
      {words.has(name) ? words(name) : name}
      {value.length > 0 && (
        <span className="ml-2 break-all font-mono text-13 text-ink-2">{value.join(" ")}</span>
      )}
    </>
  );
}

/** An inspection as it happens: what is done, and what it waits for. */
export function InspectionLines({ inspection }: { inspection: Inspection }) {
  const t = useTranslations("hosts.inspection");
  if (inspection.state === "idle") return null;
  const steps: ProgressStep[] = inspection.lines.map((line, at) => ({
    id: `${at} ${line}`,
    title: <LineText line={line} />,
    state: "done",
  }));
  if (inspection.state === "running") steps.push({ id: "now", title: t("reading"), state: "running" });
  if (inspection.state === "failed") steps.push({ id: "end", title: t("failed"), state: "failed" });
  const list = <ProgressSteps steps={steps} label={t("label")} />;
  if (inspection.state !== "done") return list;
  return (
    <details>
      <summary className="w-fit text-14 text-ink-2 hover:text-ink">
        <Check aria-hidden className="mr-1.5 inline size-4 text-confirmed" />
        {t("done", { count: steps.length })}
      </summary>
      {list}
    </details>
  );
}
