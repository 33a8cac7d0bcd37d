import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ServicesTable } from "@/components/object/services-table";
import { UnreadableObjects } from "@/components/object/unreadable-objects";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listObjects } from "@/lib/server/services/object/list-objects";
import { deleteObjectAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("objects"))("services.title") };
}

export default async function ServicesPage() {
  const actor = await requireActor();
  const [t, { services, unreadable }] = await Promise.all([
    getTranslations("objects"),
    listObjects({ actor }),
  ]);
  const add = (
    <Button asChild variant="primary">
      <Link href="/objects/services/new">
        <Plus aria-hidden />
        {t("services.new")}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("services.title")}
        lead={t("services.lead")}
        actions={services.length > 0 && add}
      />
      <UnreadableObjects kind="service" objects={unreadable.services} remove={deleteObjectAction} />
      {services.length > 0 ? (
        <ServicesTable services={services} />
      ) : (
        <EmptyState title={t("services.empty")} actions={add}>
          {t("services.emptyText")}
        </EmptyState>
      )}
    </>
  );
}
