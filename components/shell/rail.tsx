"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { Tooltip } from "../ui/tooltip";
import { AccountMenu } from "./account-menu";
import { GateMark } from "./gate-mark";
import { isUnder, places } from "./navigation";
import { openPalette } from "./palette-event";

type RailProps = { accountName: string; signOut: () => Promise<void> };

function Places({ bar }: { bar: boolean }) {
  const t = useTranslations("shell.nav");
  const pathname = usePathname();
  return places.map((place) => {
    const here = isUnder(pathname, place);
    return (
      <li key={place.id} className={bar ? "flex-1" : undefined}>
        <Link
          href={place.href}
          aria-current={here ? "page" : undefined}
          className={cn(
            "relative flex flex-col items-center gap-1 text-12 focus-visible:-outline-offset-2",
            bar ? "justify-center py-2" : "py-2.5",
            here ? "font-medium text-accent before:absolute before:bg-accent" : "text-ink-3 hover:text-ink",
            here &&
              (bar
                ? "before:inset-x-6 before:top-0 before:h-0.5"
                : "before:inset-y-2 before:left-0 before:w-0.5"),
          )}
        >
          <place.icon aria-hidden className="size-5" strokeWidth={here ? 2 : 1.75} />
          {t(place.id)}
        </Link>
      </li>
    );
  });
}

/** The thin rail at the left; on a phone a bar on top with the rest, and the places at the thumb. */
export function Rail({ accountName, signOut }: RailProps) {
  const t = useTranslations("shell");
  const search = (
    <Tooltip text={t("palette.open")}>
      <button
        type="button"
        onClick={openPalette}
        aria-label={t("palette.open")}
        className="grid size-10 place-items-center rounded-2 text-ink-3 hover:bg-sunken hover:text-ink touch:size-11"
      >
        <Search aria-hidden className="size-5" strokeWidth={1.75} />
      </button>
    </Tooltip>
  );
  const home = (
    <Link href="/" aria-label="Sekisho" className="grid size-10 place-items-center rounded-2 text-ink">
      <GateMark />
    </Link>
  );
  return (
    <>
      <header
        data-print="hide"
        className="sticky top-0 z-30 flex h-14 items-center justify-between border-b bg-paper px-3 md:hidden"
      >
        {home}
        <div className="flex items-center">
          {search}
          <AccountMenu name={accountName} signOut={signOut} />
        </div>
      </header>
      <nav
        aria-label={t("nav.label")}
        data-print="hide"
        className="fixed inset-x-0 bottom-0 z-30 border-t bg-raised pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <ul className="flex">
          <Places bar />
        </ul>
      </nav>
      <header
        data-print="hide"
        className="fixed inset-y-0 left-0 z-30 hidden w-19 flex-col items-center border-r bg-raised py-3 md:flex"
      >
        {home}
        <nav aria-label={t("nav.label")} className="mt-4 w-full">
          <ul className="flex flex-col gap-1">
            <Places bar={false} />
          </ul>
        </nav>
        <div className="mt-auto flex flex-col items-center gap-1">
          {search}
          <AccountMenu name={accountName} signOut={signOut} />
        </div>
      </header>
    </>
  );
}
