"use client";

import { CircleAlert, Info } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import type { AddressList, ListFinding } from "@/lib/core/net/parse-address-list";

/** More findings than this are told as a number. */
const shownFindings = 8;

/** What a pasted list came to: how many entries, and each fault with its line and a one-press cure where there is one. */
export function EntryFindings({
  list,
  onMend,
}: {
  list: AddressList;
  onMend: (finding: ListFinding, mended: string) => void;
}) {
  const t = useTranslations("wizard.network");
  const shown = list.findings.toSorted(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error"),
  );
  return (
    <div aria-live="polite" className="flex flex-col gap-1 text-13">
      <p className="text-ink-2">{t("count", { count: list.entries.length })}</p>
      <ul className="flex flex-col gap-1">
        {shown.slice(0, shownFindings).map((finding) => {
          const isError = finding.severity === "error";
          const Icon = isError ? CircleAlert : Info;
          const { suggestion } = finding;
          return (
            <li key={`${finding.line}:${finding.column}`} className="flex flex-wrap items-start gap-x-2">
              <Icon
                aria-hidden
                className={
                  isError ? "mt-0.5 size-4 shrink-0 text-failed" : "mt-0.5 size-4 shrink-0 text-ink-3"
                }
              />
              <span className="min-w-0 flex-1">
                <span className="text-ink-3">{t("line", { line: finding.line })} </span>
                <code className="break-all font-mono text-12">{finding.text}</code>
                {": "}
                {t(`fault.${finding.code}`, { suggestion: suggestion ?? "" })}
              </span>
              {isError && suggestion !== null && (
                <Button size="small" onClick={() => onMend(finding, suggestion)}>
                  {t("mend", { suggestion })}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {shown.length > shownFindings && (
        <p className="text-ink-3">{t("moreFindings", { count: shown.length - shownFindings })}</p>
      )}
    </div>
  );
}
