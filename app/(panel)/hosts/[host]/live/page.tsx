import type { Metadata } from "next";
import { readLiveFilter } from "@/components/live/live-address";
import { LiveView } from "@/components/live/live-view";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readCounterHistory } from "@/lib/server/services/live/read-counter-history";
import { readHostOr404 } from "../read-host-or-404";

type LivePageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: LivePageProps): Promise<Metadata> {
  const t = await getTranslations("live");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What is open on a host now, and what our rules have counted. */
export default async function LivePage({ params, searchParams }: LivePageProps) {
  const { id, name, lastConfirmed } = await readHostOr404((await params).host);
  const t = await getTranslations("live");
  const actor = await requireActor();
  const history =
    lastConfirmed && (await readCounterHistory({ actor }, { hostId: id, applyId: lastConfirmed.id }));
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead", { host: name })} />
      <LiveView
        hostId={id}
        history={history}
        initialFilter={readLiveFilter(await searchParams)}
        apply={
          lastConfirmed && {
            id: lastConfirmed.id,
            number: lastConfirmed.number,
            at: lastConfirmed.finishedAt ?? lastConfirmed.createdAt,
          }
        }
      />
    </>
  );
}
