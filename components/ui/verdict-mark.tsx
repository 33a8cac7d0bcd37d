"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";

export type Verdict = "accept" | "drop" | "reject";

/** Shape first: an arrow that goes through, one that is cut, one that bounces back. */
function Arrow({ verdict }: { verdict: Verdict }) {
  const line = { stroke: "currentColor", strokeWidth: 1.75, fill: "none", strokeLinecap: "round" as const };
  return (
    <svg aria-hidden viewBox="0 0 28 16" className="h-4 w-7 shrink-0 self-center">
      {verdict === "accept" && <path d="M2 8h22M19 3.5 24.5 8 19 12.5" {...line} />}
      {verdict === "drop" && <path d="M2 8h3M8 8h3M14 8h2M20 2v12" {...line} />}
      {verdict === "reject" && (
        <path d="M2 4.5h14a3.5 3.5 0 0 1 0 7H5M8.5 8 4.5 11.5 8.5 15M24 2v12" {...line} />
      )}
    </svg>
  );
}

const looks: Readonly<Record<Verdict, string>> = {
  accept: "text-confirmed",
  drop: "text-ink-2",
  reject: "text-ink",
};

/** What happens to a packet: its shape and its word. */
export function VerdictMark({ verdict, hideWord = false }: { verdict: Verdict; hideWord?: boolean }) {
  const t = useTranslations("common.verdict");
  return (
    <span className={cn("inline-flex items-baseline gap-1.5 font-medium text-13", looks[verdict])}>
      <Arrow verdict={verdict} />
      <span className={hideWord ? "sr-only" : undefined}>{t(verdict)}</span>
    </span>
  );
}
