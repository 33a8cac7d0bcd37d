import type { Metadata } from "next";
import { ServiceForm } from "@/components/object/service-form";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { saveServiceAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("objects"))("services.new") };
}

export default async function NewServicePage() {
  await requireActor();
  const t = await getTranslations("objects");
  return (
    <>
      <Breadcrumbs
        crumbs={[{ label: t("services.title"), href: "/objects/services" }, { label: t("services.new") }]}
      />
      <PageHeader title={t("services.new")} />
      <ServiceForm service={null} save={saveServiceAction} />
    </>
  );
}
