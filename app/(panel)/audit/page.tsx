import type { Metadata, Route } from "next";
import Link from "next/link";
import { AuditFilter } from "@/components/audit/audit-filter";
import { AuditTable } from "@/components/audit/audit-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listAudit } from "@/lib/server/services/audit/list-audit";
import { listHostNames } from "@/lib/server/services/host/list-host-names";
import { readAuditSearch } from "./search-params";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const actor = await requireActor();
  const { about, after } = readAuditSearch(await searchParams);
  const [t, page, hosts] = await Promise.all([
    getTranslations("audit"),
    listAudit({ actor }, { object: about, after }),
    listHostNames({ actor }),
  ]);
  const here = about ? `/audit?about=${about}` : "/audit";
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <div className="mb-3">
        <AuditFilter object={about} />
      </div>
      {page.rows.length === 0 ? (
        <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>
      ) : (
        <AuditTable rows={page.rows} hosts={Object.fromEntries(hosts.map(({ id, name }) => [id, name]))} />
      )}
      <div className="mt-4 flex gap-2">
        {after && (
          <Button asChild>
            <Link href={here as Route}>{t("newest")}</Link>
          </Button>
        )}
        {page.next && (
          <Button asChild>
            <Link href={`${here}${about ? "&" : "?"}after=${page.next}` as Route}>{t("older")}</Link>
          </Button>
        )}
      </div>
    </>
  );
}
