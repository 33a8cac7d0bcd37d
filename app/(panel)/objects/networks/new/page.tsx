import type { Metadata } from "next";
import { NetworkForm } from "@/components/object/network-form";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { saveNetworkAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("objects"))("networks.new") };
}

export default async function NewNetworkPage() {
  await requireActor();
  const t = await getTranslations("objects");
  return (
    <>
      <Breadcrumbs
        crumbs={[{ label: t("networks.title"), href: "/objects/networks" }, { label: t("networks.new") }]}
      />
      <PageHeader title={t("networks.new")} />
      <NetworkForm network={null} save={saveNetworkAction} />
    </>
  );
}
