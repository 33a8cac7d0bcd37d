import type { ReactNode } from "react";
import { Palette } from "@/components/shell/palette";
import { Rail } from "@/components/shell/rail";
import { SkipLink } from "@/components/shell/skip-link";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listHostNames } from "@/lib/server/services/host/list-host-names";
import { signOutAction } from "./actions";

export default async function PanelLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const [t, hosts] = await Promise.all([getTranslations("shell"), listHostNames({ actor })]);
  return (
    <>
      <SkipLink label={t("skip")} />
      <Rail accountName={actor.name} signOut={signOutAction} />
      <Palette hosts={hosts} />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto max-w-page px-4 pt-4 pb-24 outline-none md:pr-8 md:pl-[calc(4.75rem+2rem)] md:pt-6 md:pb-16"
      >
        {children}
      </main>
    </>
  );
}
