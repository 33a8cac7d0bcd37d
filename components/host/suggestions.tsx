"use client";

import { Lightbulb } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { Suggestion } from "@/lib/server/services/draft/draft-view";

/** What the inspected host suggests for the draft; nothing is changed from here. */
export function Suggestions({ hostId, suggestions }: { hostId: string; suggestions: readonly Suggestion[] }) {
  const t = useTranslations("hosts.suggestion");
  return (
    <ul className="flex flex-col">
      {suggestions.map((one) => (
        <li
          key={`${one.code} ${one.port} ${"protocol" in one ? one.protocol : ""}`}
          className="flex items-start gap-2.5 border-b py-2 last:border-0"
        >
          <Lightbulb aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
          <p className="min-w-0 flex-1 text-14">
            {one.code === "control-panel"
              ? t("controlPanel", { program: one.program ?? t("someProgram"), port: one.port })
              : t("unreachable", {
                  families: one.families.length === 1 ? `v${one.families[0]}` : "both",
                  program: one.program ?? t("someProgram"),
                  protocol: one.protocol,
                  port: one.port,
                })}
          </p>
          <Link href={`/hosts/${hostId}/edit/services`} className="text-13 text-accent hover:underline">
            {t("toDraft")}
          </Link>
        </li>
      ))}
    </ul>
  );
}
