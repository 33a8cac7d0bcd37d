import type { Metadata } from "next";
import Link from "next/link";
import { HistoryTable } from "@/components/rollout/history-table";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listApplies } from "@/lib/server/services/apply/list-applies";
import { readHostOr404 } from "../read-host-or-404";

type HistoryPageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: HistoryPageProps): Promise<Metadata> {
  const t = await getTranslations("history");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** Every apply of the host. */
export default async function HistoryPage({ params }: HistoryPageProps) {
  const host = await readHostOr404((await params).host);
  const actor = await requireActor();
  const [t, rows] = await Promise.all([
    getTranslations("history"),
    listApplies({ actor }, { hostId: host.id }),
  ]);
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      {rows.length === 0 ? (
        <EmptyState
          title={t("empty.title")}
          actions={
            <Link href={`/hosts/${host.id}/review`} className={buttonClasses({ variant: "primary" })}>
              {t("empty.action")}
            </Link>
          }
        >
          {t("empty.text")}
        </EmptyState>
      ) : (
        <HistoryTable hostId={host.id} rows={rows} />
      )}
    </>
  );
}
