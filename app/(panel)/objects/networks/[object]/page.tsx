import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { DeleteObject } from "@/components/object/delete-object";
import { NetworkForm } from "@/components/object/network-form";
import { UsedBy } from "@/components/object/used-by";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listObjects } from "@/lib/server/services/object/list-objects";
import { deleteObjectAction, saveNetworkAction } from "../../actions";

type NetworkPageProps = { params: Promise<{ object: string }> };

/** Read once for the title and the page. */
const readNetwork = cache(async (object: string) => {
  const actor = await requireActor();
  const { networks } = await listObjects({ actor });
  return networks.find((one) => one.id === object) ?? notFound();
});

export async function generateMetadata({ params }: NetworkPageProps): Promise<Metadata> {
  return { title: (await readNetwork((await params).object)).name };
}

export default async function NetworkPage({ params }: NetworkPageProps) {
  const network = await readNetwork((await params).object);
  const t = await getTranslations("objects");
  return (
    <>
      <Breadcrumbs
        crumbs={[{ label: t("networks.title"), href: "/objects/networks" }, { label: network.name }]}
      />
      <PageHeader title={network.name} lead={t("networks.editLead")} />
      <div className="flex flex-col gap-10">
        <NetworkForm network={network} save={saveNetworkAction} />
        <Section title={t("column.usedBy")}>
          <UsedBy uses={network.usedBy} />
        </Section>
        <DeleteObject kind="network" id={network.id} name={network.name} remove={deleteObjectAction} />
      </div>
    </>
  );
}
