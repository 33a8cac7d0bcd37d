import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { DeleteObject } from "@/components/object/delete-object";
import { ServiceForm } from "@/components/object/service-form";
import { UsedBy } from "@/components/object/used-by";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listObjects } from "@/lib/server/services/object/list-objects";
import { deleteObjectAction, saveServiceAction } from "../../actions";

type ServicePageProps = { params: Promise<{ object: string }> };

/** Read once for the title and the page. */
const readService = cache(async (object: string) => {
  const actor = await requireActor();
  const { services } = await listObjects({ actor });
  return services.find((one) => one.id === object) ?? notFound();
});

export async function generateMetadata({ params }: ServicePageProps): Promise<Metadata> {
  return { title: (await readService((await params).object)).name };
}

export default async function ServicePage({ params }: ServicePageProps) {
  const service = await readService((await params).object);
  const t = await getTranslations("objects");
  return (
    <>
      <Breadcrumbs
        crumbs={[{ label: t("services.title"), href: "/objects/services" }, { label: service.name }]}
      />
      <PageHeader title={service.name} lead={t("services.editLead")} />
      <div className="flex flex-col gap-10">
        <ServiceForm service={service} save={saveServiceAction} />
        <Section title={t("column.usedBy")}>
          <UsedBy uses={service.usedBy} />
        </Section>
        {!service.builtIn && (
          <DeleteObject kind="service" id={service.id} name={service.name} remove={deleteObjectAction} />
        )}
      </div>
    </>
  );
}
