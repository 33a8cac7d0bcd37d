import type { Metadata } from "next";
import { TightenBasis } from "@/components/tighten/tighten-basis";
import { TightenList } from "@/components/tighten/tighten-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readTightening } from "@/lib/server/services/tighten/read-tightening";
import { readHostOr404 } from "../read-host-or-404";
import { takeSuggestionAction } from "../tighten-actions";

type TightenPageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: TightenPageProps): Promise<Metadata> {
  const t = await getTranslations("tighten");
  return { title: `${t("page.title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What was really used of the confirmed rules: which let in more than came, and which nobody used. */
export default async function TightenPage({ params }: TightenPageProps) {
  const { id, name } = await readHostOr404((await params).host);
  const [t, view] = await Promise.all([
    getTranslations("tighten"),
    readTightening({ actor: await requireActor() }, { hostId: id }),
  ]);
  const { basis, counters, rows } = view;
  return (
    <>
      <PageHeader title={t("page.title")} lead={t("page.lead", { host: name })} />
      <div className="flex flex-col gap-4">
        {basis !== null && <TightenBasis basis={basis} />}
        {rows.length > 0 ? (
          <TightenList
            hostId={id}
            rows={rows}
            days={basis?.days ?? 0}
            counters={counters}
            take={takeSuggestionAction}
          />
        ) : basis === null ? (
          <EmptyState title={t("page.none.title")}>{t("page.none.text")}</EmptyState>
        ) : (
          <EmptyState title={t("page.empty.title")}>{t("page.empty.text")}</EmptyState>
        )}
      </div>
    </>
  );
}
