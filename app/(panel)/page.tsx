import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { DrillDue } from "@/components/drill/drill-due";
import { HostsTable } from "@/components/host/hosts-table";
import { PracticeButton, PracticeCause } from "@/components/host/practice-door";
import { TwoDoors } from "@/components/host/two-doors";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { isDrillDue } from "@/lib/core/drill/due";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listHosts } from "@/lib/server/services/host/list-hosts";
import { readPractice } from "@/lib/server/services/practice/read-practice";
import { createPracticeAction } from "./practice-actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("hosts"))("title") };
}

type HostsPageProps = { searchParams: Promise<{ practice?: string | string[] }> };

export default async function HostsPage({ searchParams }: HostsPageProps) {
  const actor = await requireActor();
  const [t, hosts, practice, { practice: offer }] = await Promise.all([
    getTranslations("hosts"),
    listHosts({ actor }),
    readPractice({ actor }),
    searchParams,
  ]);
  const first = hosts.length === 0;
  const now = new Date();
  const due = hosts.filter((host) => host.lastConfirmed && isDrillDue(host.rollbackProvenAt, now));
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={first ? t("empty.lead") : undefined}
        actions={
          !first && (
            <>
              {practice.hosts.length === 0 && practice.available && (
                <PracticeButton createPractice={createPracticeAction} />
              )}
              <Button asChild variant="primary">
                <Link href="/hosts/new">
                  <Plus aria-hidden />
                  {t("add.door.action")}
                </Link>
              </Button>
            </>
          )
        }
      />
      {first ? (
        <TwoDoors cause={practice.cause} createPractice={createPracticeAction} />
      ) : (
        <>
          {offer === "offer" && (
            <div className="mb-4">
              {practice.cause ? (
                <PracticeCause cause={practice.cause} />
              ) : (
                practice.hosts.length > 0 && <PracticeButton createPractice={createPracticeAction} primary />
              )}
            </div>
          )}
          <DrillDue hosts={due} />
          <HostsTable hosts={hosts} />
        </>
      )}
    </>
  );
}
