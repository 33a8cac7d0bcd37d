import type { Metadata, Route } from "next";
import Link from "next/link";
import { LookNow } from "@/components/tighten/look-now";
import { ObservingNotice } from "@/components/tighten/observing-notice";
import { TightenBasis } from "@/components/tighten/tighten-basis";
import { TightenList } from "@/components/tighten/tighten-list";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readTightening } from "@/lib/server/services/tighten/read-tightening";
import { readHostOr404 } from "../read-host-or-404";
import { lookForUseAction, takeSuggestionAction } from "../tighten-actions";

type UsagePageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: UsagePageProps): Promise<Metadata> {
  const t = await getTranslations("tighten");
  return { title: `${t("page.title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What was really used of the confirmed rules: which let in more than came, and which nobody used. */
export default async function UsagePage({ params }: UsagePageProps) {
  const { id, name, archivedAt, confirmed } = await readHostOr404((await params).host);
  const [t, view] = await Promise.all([
    getTranslations("tighten"),
    readTightening({ actor: await requireActor() }, { hostId: id }),
  ]);
  const { standing, basis, counters, lookedAt, rows } = view;
  const none = lookedAt === 0 ? "leftOut" : "empty";
  const lookNow = archivedAt === null ? <LookNow hostId={id} look={lookForUseAction} /> : null;
  return (
    <>
      <PageHeader title={t("page.title")} lead={t("page.lead", { host: name })} />
      <div className="flex flex-col gap-4">
        {confirmed && <ObservingNotice policy={confirmed.policy} when="now" />}
        {basis !== null && <TightenBasis basis={basis} lookNow={lookNow} />}
        {rows.length > 0 && (
          <TightenList
            hostId={id}
            rows={rows}
            days={basis?.days ?? 0}
            counters={counters}
            take={takeSuggestionAction}
          />
        )}
        {standing === "looked" ? (
          rows.length === 0 && (
            <EmptyState title={t(`page.${none}.title`)}>{t(`page.${none}.text`)}</EmptyState>
          )
        ) : (
          <EmptyState
            title={t(`page.none.${standing}.title`)}
            actions={
              standing === "no-rules" ? (
                <Link href={`/hosts/${id}/edit/role` as Route} className={buttonClasses()}>
                  {t("page.none.no-rules.action")}
                </Link>
              ) : (
                lookNow
              )
            }
          >
            {t(`page.none.${standing}.text`)}
          </EmptyState>
        )}
      </div>
    </>
  );
}
