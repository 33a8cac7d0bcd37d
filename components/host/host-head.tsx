"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { useRefreshWhile } from "@/lib/client/use-refresh-while";
import type { HostRow } from "@/lib/server/services/host/host-view";
import { Breadcrumbs } from "../shell/breadcrumbs";
import type { HostStanding } from "./host-state";
import { HostStateWord } from "./host-state-word";

type HostHeadProps = {
  host: HostStanding & Pick<HostRow, "id" | "name" | "draftChanged">;
};

/** The head of every page of a host: where we are, how it is, and its views. */
export function HostHead({ host }: HostHeadProps) {
  const t = useTranslations("hosts");
  const pathname = usePathname();
  const base = `/hosts/${host.id}`;
  const list = useRef<HTMLUListElement>(null);
  // On a narrow screen the views scroll sideways: the one that is open must be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page is what moves, the list stays
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  const views = [
    { id: "overview", href: base, here: pathname === base },
    { id: "exposure", href: `${base}/exposure`, here: pathname.startsWith(`${base}/exposure`) },
    { id: "live", href: `${base}/live`, here: pathname.startsWith(`${base}/live`) },
    { id: "blocked", href: `${base}/blocked`, here: pathname.startsWith(`${base}/blocked`) },
    { id: "checks", href: `${base}/checks`, here: pathname.startsWith(`${base}/checks`) },
    { id: "usage", href: `${base}/usage`, here: pathname.startsWith(`${base}/usage`) },
    { id: "edit", href: `${base}/edit/role`, here: pathname.startsWith(`${base}/edit`) },
    { id: "review", href: `${base}/review`, here: pathname.startsWith(`${base}/review`) },
    { id: "reach", href: `${base}/reach`, here: pathname.startsWith(`${base}/reach`) },
    { id: "explain", href: `${base}/explain`, here: pathname.startsWith(`${base}/explain`) },
    {
      id: "history",
      href: `${base}/history`,
      here: pathname.startsWith(`${base}/history`) || pathname.startsWith(`${base}/applies`),
    },
  ] as const;
  // The page of an apply has a stream of its own.
  useRefreshWhile(host.pending !== null && !pathname.includes("/applies/"));
  return (
    <div data-print="hide" className="mb-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <Breadcrumbs
          crumbs={[
            { label: t("title"), href: "/" },
            pathname === base ? { label: host.name } : { label: host.name, href: base },
          ]}
        />
        <HostStateWord host={host} />
      </div>
      <nav aria-label={t("views.label", { name: host.name })} className="border-b">
        {/* What only a screen reader gets is placed inside the list, so that it scrolls with it. */}
        <ul ref={list} className="-mx-1 relative flex overflow-x-auto [scrollbar-width:none]">
          {views.map((view) => (
            <li key={view.id}>
              <Link
                href={view.href as Route}
                aria-current={view.here ? "page" : undefined}
                className={cn(
                  "-mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-3 text-13 text-ink-2 hover:text-ink focus-visible:-outline-offset-2 touch:h-11",
                  view.here && "border-accent font-medium text-ink",
                )}
              >
                {t(`views.${view.id}`)}
                {view.id === "review" && host.draftChanged && (
                  <>
                    <span aria-hidden className="size-1.5 rounded-full bg-ink-2 sm:hidden" />
                    <span className="rounded-full border-line-strong px-1.5 text-12 text-ink-2 leading-4 max-sm:sr-only sm:border">
                      {t("views.changed")}
                    </span>
                  </>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
