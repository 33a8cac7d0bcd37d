import type { Metadata } from "next";
import { readBlockedFilter } from "@/components/blocked/blocked-address";
import { BlockedView } from "@/components/blocked/blocked-view";
import { ObservingNotice } from "@/components/tighten/observing-notice";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listServiceNames } from "@/lib/server/services/object/list-service-names";
import { letGuestInAction } from "../actions";
import { readHostOr404 } from "../read-host-or-404";
import { allowDestinationAction } from "../tighten-actions";

type BlockedPageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: BlockedPageProps): Promise<Metadata> {
  const t = await getTranslations("blocked");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What the rules of a host refuse now: who it was, what it wanted, which rule said no. */
export default async function BlockedPage({ params, searchParams }: BlockedPageProps) {
  const { id, name, confirmed } = await readHostOr404((await params).host);
  const t = await getTranslations("blocked");
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead", { host: name })} />
      {confirmed && (
        <div className="mb-4 empty:hidden">
          <ObservingNotice policy={confirmed.policy} when="now" />
        </div>
      )}
      <BlockedView
        hostId={id}
        initialFilter={readBlockedFilter(await searchParams)}
        services={await listServiceNames({ actor: await requireActor() })}
        letIn={letGuestInAction}
        allow={allowDestinationAction}
      />
    </>
  );
}
