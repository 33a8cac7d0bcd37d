import {
  Activity,
  Ban,
  ChevronRight,
  DoorOpen,
  ListChecks,
  Minimize2,
  Route as Path,
  Table2,
} from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { createTranslator } from "use-intl/core";
import type messages from "@/messages/en";
import { blockedHref } from "../blocked/blocked-address";
import { reachHref } from "../exposure/reach-href";
import { liveHref } from "../live/live-address";
import { explainHref } from "../simulator/explain-href";

type QuestionLinksProps = {
  t: ReturnType<typeof createTranslator<typeof messages, "hosts">>;
  hostId: string;
};

/** What can be asked of the rules that are on the host: what listens and who gets to it, who gets in, and what happens to one packet. */
export function QuestionLinks({ t, hostId }: QuestionLinksProps) {
  const questions: readonly {
    id: "exposure" | "live" | "blocked" | "checks" | "usage" | "reach" | "explain";
    href: Route;
    icon: typeof Path;
  }[] = [
    { id: "exposure", href: `/hosts/${hostId}/exposure` as Route, icon: DoorOpen },
    { id: "live", href: liveHref(hostId), icon: Activity },
    { id: "blocked", href: blockedHref(hostId), icon: Ban },
    { id: "checks", href: `/hosts/${hostId}/checks` as Route, icon: ListChecks },
    { id: "usage", href: `/hosts/${hostId}/usage` as Route, icon: Minimize2 },
    { id: "reach", href: reachHref(hostId, { rules: "live", cell: null }), icon: Table2 },
    { id: "explain", href: explainHref(hostId, { rules: "live" }), icon: Path },
  ];
  return (
    <nav aria-label={t("questions.label")} data-print="hide">
      <ul className="grid gap-3 sm:grid-cols-2">
        {questions.map(({ id, href, icon: Icon }) => (
          <li key={id}>
            <Link
              href={href}
              className="flex h-full items-center gap-3 rounded-3 border bg-raised px-3.5 py-3 hover:border-line-control"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-accent" />
              <span className="min-w-0 flex-1">
                <span className="block font-medium text-14">{t(`questions.${id}.title`)}</span>
                <span className="block text-13 text-ink-3">{t(`questions.${id}.text`)}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
