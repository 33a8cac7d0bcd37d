"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { ExpectedOutcome, Seen, SeenOutcome } from "@/lib/core/checks/check";
import { outcomeLooks } from "./check-looks";

/** What a check meets, as an icon and a word. */
export function OutcomeWord({ outcome }: { outcome: SeenOutcome | ExpectedOutcome }) {
  const t = useTranslations("checks");
  const { icon: Icon, look } = outcomeLooks[outcome];
  return (
    <span className={cn("inline-flex items-baseline gap-1.5 whitespace-nowrap font-medium", look)}>
      <Icon aria-hidden className="size-4 shrink-0 self-center" />
      {t(`outcome.${outcome}`)}
    </span>
  );
}

/** What was seen at one address, how long it took, and what the program said where that adds something. */
export function SeenWord({ seen, address }: { seen: Seen; address: boolean }) {
  const t = useTranslations("checks");
  const { outcome, milliseconds, tool, words } = seen;
  return (
    <div className="py-0.5">
      <span className="flex flex-wrap items-baseline gap-x-1.5">
        <OutcomeWord outcome={outcome} />
        {milliseconds !== null && outcome !== "no-tool" && (
          <span className="whitespace-nowrap font-mono text-12 text-ink-3">
            {milliseconds < 10 ? t("quick") : t("milliseconds", { milliseconds })}
          </span>
        )}
      </span>
      {address && seen.address !== null && (
        <span className="block break-all font-mono text-12 text-ink-3">{seen.address}</span>
      )}
      {outcome === "no-tool" && (
        <span className="block text-12 text-ink-3">{t("missing", { tool: tool ?? "" })}</span>
      )}
      {words !== "" && outcome !== "no-tool" && (
        <span className="block max-w-60 break-words font-mono text-12 text-ink-3">{words}</span>
      )}
    </div>
  );
}
