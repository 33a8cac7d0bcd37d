import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { NetworksTable } from "@/components/object/networks-table";
import { UnreadableObjects } from "@/components/object/unreadable-objects";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listObjects } from "@/lib/server/services/object/list-objects";
import { deleteObjectAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("objects"))("networks.title") };
}

export default async function NetworksPage() {
  const actor = await requireActor();
  const [t, { networks, unreadable }] = await Promise.all([
    getTranslations("objects"),
    listObjects({ actor }),
  ]);
  const add = (
    <Button asChild variant="primary">
      <Link href="/objects/networks/new">
        <Plus aria-hidden />
        {t("networks.new")}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("networks.title")}
        lead={t("networks.lead")}
        actions={networks.length > 0 && add}
      />
      <UnreadableObjects kind="network" objects={unreadable.networks} remove={deleteObjectAction} />
      {networks.length > 0 ? (
        <NetworksTable networks={networks} />
      ) : (
        <EmptyState title={t("networks.empty")} actions={add}>
          {t("networks.emptyText")}
        </EmptyState>
      )}
    </>
  );
}
